package dev.postern.milter;

import com.google.common.io.ByteStreams;
import dev.postern.address.AddressText;
import dev.postern.filter.FilterVerdict;
import dev.postern.filter.FilterVerdict.Accept;
import dev.postern.filter.FilteredMessage;
import dev.postern.filter.HeaderEdit;
import dev.postern.filter.HeaderSection;
import dev.postern.recipient.Recipient;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.james.core.MailAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One message shown to one filter, on a connection of its own: from the client's address to the end of the body. Confined to one
 * thread, which it blocks.
 */
final class MilterSession {
    private static final Logger LOGGER = LoggerFactory.getLogger(MilterSession.class);
    private static final int VERSION = 6;
    private static final int ADD_HEADERS = 0x1;
    private static final int CHANGE_HEADERS = 0x10;
    private static final int QUARANTINE = 0x20;
    /** Whom a message goes to, whom it comes from and its body are not a filter's to change here. */
    private static final int ACTIONS = ADD_HEADERS | CHANGE_HEADERS | QUARANTINE;

    private static final int CHUNK = 65535;
    private static final int MOST_EDITS = 1000;

    private final Socket socket;
    private final DataInputStream in;
    private final DataOutputStream out;
    private final MilterTime time;
    private final String hostname;
    private int protocol;

    MilterSession(Socket socket, MilterTime time, String hostname) throws IOException {
        this.socket = socket;
        this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
        this.out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream(), CHUNK + 16));
        this.time = time;
        this.hostname = hostname;
    }

    /** Returns what the filter says of the message. */
    FilterVerdict judge(FilteredMessage message) throws IOException {
        negotiate();
        Optional<FilterVerdict> early = envelope(message);
        if (early.isPresent()) {
            return early.get();
        }
        try (InputStream content = new BufferedInputStream(message.content().open())) {
            HeaderSection header = HeaderSection.read(content);
            Optional<FilterVerdict> ofHeader = header(header);
            if (ofHeader.isPresent()) {
                return ofHeader.get();
            }
            Optional<FilterVerdict> ofBody = body(header, content);
            if (ofBody.isPresent()) {
                return ofBody.get();
            }
        }
        macros('E', MilterMacros.end(message));
        send(new MilterPacket('E', ""));
        return end();
    }

    private void negotiate() throws IOException {
        send(new MilterPacket('O', MilterPacket.numbers(VERSION, ACTIONS, MilterStep.all())));
        MilterPacket answer = receive();
        if (answer.command() != 'O') {
            throw new IOException("the filter did not negotiate its options: '" + answer.command() + "'");
        }
        if (answer.number(0) < 2) {
            throw new IOException("unsupported milter protocol version " + answer.number(0));
        }
        protocol = answer.data().length() >= 3 * Integer.BYTES ? answer.number(2 * Integer.BYTES) : 0;
    }

    private Optional<FilterVerdict> envelope(FilteredMessage message) throws IOException {
        macros('C', MilterMacros.connect(message, hostname));
        InetAddress client = message.client().getAddress();
        int port = message.client().getPort();
        String connect = "[" + AddressText.of(client) + "]\0" + (client instanceof Inet6Address ? '6' : '4')
                + (char) (port >>> 8) + (char) (port & 0xff) + AddressText.of(client) + "\0";
        Optional<FilterVerdict> verdict = step(MilterStep.CONNECT, new MilterPacket('C', connect));
        if (verdict.isEmpty() && message.helo().isPresent()) {
            macros('H', MilterMacros.helo(message));
            verdict = step(MilterStep.HELO, MilterPacket.of('H', message.helo().get()));
        }
        if (verdict.isEmpty()) {
            macros('M', MilterMacros.mail(message));
            verdict = step(
                    MilterStep.MAIL,
                    MilterPacket.of(
                            'M',
                            "<"
                                    + bytes(message.sender()
                                            .asOptional()
                                            .map(Recipient::text)
                                            .orElse("")) + ">"));
        }
        for (MailAddress recipient : message.recipients()) {
            if (verdict.isPresent()) {
                return verdict;
            }
            String address = Recipient.text(recipient);
            macros('R', MilterMacros.recipient(address));
            verdict = step(MilterStep.RCPT, MilterPacket.of('R', "<" + bytes(address) + ">"));
        }
        return verdict.isPresent() ? verdict : step(MilterStep.DATA, new MilterPacket('T', ""));
    }

    private Optional<FilterVerdict> header(HeaderSection header) throws IOException {
        boolean leadingSpace = (protocol & MilterStep.LEADING_SPACE) != 0;
        for (HeaderSection.Field field : header.fields()) {
            String value = field.value().replace("\r\n", "\n");
            Optional<FilterVerdict> verdict = step(
                    MilterStep.HEADER, MilterPacket.of('L', field.name().strip(), leadingSpace ? " " + value : value));
            if (verdict.isPresent()) {
                return verdict;
            }
        }
        return step(MilterStep.END_OF_HEADER, new MilterPacket('N', ""));
    }

    private Optional<FilterVerdict> body(HeaderSection header, InputStream content) throws IOException {
        byte[] behind = header.behind();
        boolean emptyLine = behind.length > 0 && (behind[0] == '\r' || behind[0] == '\n');
        byte[] chunk = new byte[CHUNK];
        int length = emptyLine ? 0 : Math.min(behind.length, CHUNK);
        System.arraycopy(behind, 0, chunk, 0, length);
        length += ByteStreams.read(content, chunk, length, CHUNK - length);
        while (length > 0) {
            String data = new String(chunk, 0, length, StandardCharsets.ISO_8859_1);
            if (!MilterStep.BODY.isWanted(protocol)) {
                return Optional.empty();
            }
            send(new MilterPacket('B', data));
            if (MilterStep.BODY.isAnswered(protocol)) {
                MilterPacket answer = answer();
                Optional<FilterVerdict> verdict = outcome(answer);
                if (verdict.isPresent() || answer.command() == 's') {
                    return verdict;
                }
            }
            length = ByteStreams.read(content, chunk, 0, CHUNK);
        }
        return Optional.empty();
    }

    private FilterVerdict end() throws IOException {
        var edits = new ArrayList<HeaderEdit>();
        Optional<FilterVerdict> quarantine = Optional.empty();
        for (MilterPacket answer = answer(); ; answer = answer()) {
            switch (answer.command()) {
                case 'h', 'i', 'm' -> MilterAnswer.edit(answer).ifPresent(edits::add);
                case 'q' ->
                    quarantine =
                            Optional.of(new FilterVerdict.Quarantine(printable(String.join(" ", answer.words(0)))));
                case '+', '2', '-', 'e', 'b' ->
                    throw new IOException(
                            "the filter wants to change recipients, sender or body, which is not offered");
                default -> {
                    Optional<FilterVerdict> verdict = MilterAnswer.verdict(answer);
                    return verdict.orElse(quarantine.orElse(new Accept(edits)));
                }
            }
            if (edits.size() > MOST_EDITS) {
                throw new IOException("the filter makes more than " + MOST_EDITS + " changes");
            }
        }
    }

    /** Sends a step that the filter wants, and returns what its answer makes of the message; empty to go on. */
    private Optional<FilterVerdict> step(MilterStep step, MilterPacket packet) throws IOException {
        if (!step.isWanted(protocol)) {
            return Optional.empty();
        }
        send(packet);
        return step.isAnswered(protocol) ? outcome(answer()) : Optional.empty();
    }

    /** An accepted message goes on as it is; the filter does not see the rest. */
    private static Optional<FilterVerdict> outcome(MilterPacket answer) throws IOException {
        return answer.command() == 'a' ? Optional.of(Accept.UNCHANGED) : MilterAnswer.verdict(answer);
    }

    private void macros(char step, List<String> macros) throws IOException {
        List<String> printable = macros.stream().map(MilterSession::bytes).toList();
        MilterPacket words = MilterPacket.of('D', printable.toArray(String[]::new));
        new MilterPacket('D', step + words.data()).write(out);
    }

    private void send(MilterPacket packet) throws IOException {
        packet.write(out);
    }

    private MilterPacket receive() throws IOException {
        out.flush();
        socket.setSoTimeout((int) Math.min(Math.max(time.left().toMillis(), 1), Integer.MAX_VALUE));
        return MilterPacket.read(in);
    }

    /** The next packet that is no sign of life. */
    private MilterPacket answer() throws IOException {
        MilterPacket answer = receive();
        while (answer.command() == 'p') {
            answer = receive();
        }
        return answer;
    }

    /** UTF-8, each byte as a character; NUL would end a word. */
    private static String bytes(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1).replace('\0', '?');
    }

    private static String printable(String text) {
        return text.replaceAll("[^ -~]+", "?").strip();
    }

    /** Says goodbye; a filter that is gone already does not matter. */
    void quit() {
        try {
            send(new MilterPacket('Q', ""));
            out.flush();
        } catch (IOException e) {
            LOGGER.debug("A filter was gone before it was told to quit", e);
        }
    }
}
