package dev.postern.delivery;

import dev.postern.address.AddressText;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLSocket;

/** One client's visit to a {@link ScriptedSmtpServer}. */
public final class ScriptedConversation implements Runnable {
    private final ScriptedSmtpServer server;
    private final ByteArrayOutputStream clear = new ByteArrayOutputStream();
    private final ByteArrayOutputStream encrypted = new ByteArrayOutputStream();
    private final List<String> messages = new CopyOnWriteArrayList<>();
    private final String client;
    private volatile Socket socket;
    /** Unbuffered in clear text: what follows STARTTLS is the handshake's. */
    private volatile InputStream in = InputStream.nullInputStream();

    private volatile String tlsVersion = "none";
    private volatile String serverName = "none";
    private final List<String> recipients = new CopyOnWriteArrayList<>();
    private final List<String> served = new CopyOnWriteArrayList<>();
    private final StringBuilder chunks = new StringBuilder();
    private int recipientsSaid;

    ScriptedConversation(ScriptedSmtpServer server, Socket socket) {
        this.server = server;
        this.socket = socket;
        this.client = AddressText.of(socket.getInetAddress());
    }

    String clear() {
        return clear.toString(StandardCharsets.ISO_8859_1);
    }

    public String encrypted() {
        return encrypted.toString(StandardCharsets.ISO_8859_1);
    }

    List<String> messages() {
        return messages;
    }

    /** What came in chunks of a message that is not whole yet. */
    String chunks() {
        return chunks.toString();
    }

    /** Whether the client has said more than what was read yet; in TLS, within the same record. */
    boolean isMoreWaiting() {
        try {
            return in.available() > 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The recipients of each message that was not rejected: one who is there twice may have got it twice. */
    List<String> served() {
        return served;
    }

    /** How many recipients the client has named in this transaction. */
    public int recipientsSaid() {
        return recipientsSaid;
    }

    /** The client's address. */
    String client() {
        return client;
    }

    String tlsVersion() {
        return tlsVersion;
    }

    String serverName() {
        return serverName;
    }

    /** Says that although nobody asked, in whatever the conversation is in by now. */
    void sayUnasked(String text) {
        try {
            write(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Asks for another handshake although nothing is going on. */
    void renegotiateUnasked() {
        try {
            server.renegotiate((SSLSocket) socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void run() {
        try (var plain = socket) {
            plain.setTcpNoDelay(true);
            in = plain.getInputStream();
            if (say("GREETING", "220 scripted ESMTP")) {
                talk();
            }
        } catch (IOException e) {
            // The client left, or the test is over.
        }
    }

    private void talk() throws IOException {
        for (String line = line(); !line.isEmpty(); line = line()) {
            String verb = verb(line);
            recipientsSaid = verb.equals("RCPT") ? recipientsSaid + 1 : verb.equals("MAIL") ? 0 : recipientsSaid;
            if (verb.equals("MAIL")) {
                chunks.setLength(0);
                recipients.clear();
            }
            Optional<String> scripted = verb.equals("BDAT") ? Optional.empty() : server.answer(this, line.strip());
            if (scripted.isPresent()) {
                if (!perform(scripted.get())) {
                    return;
                }
            } else if (verb.equals("STARTTLS")) {
                if (!startTls()) {
                    return;
                }
            } else if (verb.equals("BDAT")) {
                if (!chunk(line)) {
                    return;
                }
            } else if (verb.equals("DATA")) {
                if (!data()) {
                    return;
                }
            } else if (!answer(verb, line) || verb.equals("QUIT")) {
                return;
            }
        }
    }

    private boolean answer(String verb, String line) throws IOException {
        String reply = server.reply(verb, isEncrypted(), standard(verb));
        if (verb.equals("RCPT") && reply.startsWith("25")) {
            recipients.add(line.strip());
        }
        return said(verb, reply);
    }

    private String standard(String verb) {
        if (!verb.equals("EHLO")) {
            return verb.equals("QUIT") ? "221 bye" : "250 ok";
        }
        List<String> lines = new ArrayList<>(List.of("scripted"));
        server.extensions().stream()
                .filter(keyword -> !(isEncrypted() && keyword.equals("STARTTLS")))
                .forEach(lines::add);
        int last = lines.size() - 1;
        return String.join(
                        "",
                        lines.subList(0, last).stream()
                                .map(line -> "250-" + line + "\r\n")
                                .toList())
                + "250 "
                + lines.get(last);
    }

    private boolean startTls() throws IOException {
        String reply = server.reply("STARTTLS", false, server.tls().isPresent() ? "220 go ahead" : "502 no");
        if (!reply.startsWith("220")) {
            return perform(reply);
        }
        write(reply + "\r\n" + server.injection());
        String instead = server.reply("HANDSHAKE", false, "");
        if (!instead.isEmpty()) {
            return perform(instead);
        }
        var tls = (SSLSocket) server.tls().orElseThrow().getSocketFactory().createSocket(socket, null, true);
        tls.setUseClientMode(false);
        tls.setEnabledProtocols(server.protocols());
        server.suites().ifPresent(tls::setEnabledCipherSuites);
        tls.setNeedClientAuth(server.demandsClientCertificate());
        var parameters = tls.getSSLParameters();
        parameters.setSNIMatchers(List.of(new NameRecorder(name -> serverName = name, server.refusesNames())));
        tls.setSSLParameters(parameters);
        if (server.firstRecords().length > 0) {
            Eventually.holds(() -> available(socket) > 0);
            socket.getOutputStream().write(server.firstRecords());
        }
        tls.startHandshake();
        tlsVersion = tls.getSession().getProtocol();
        socket = tls;
        in = new BufferedInputStream(tls.getInputStream());
        return true;
    }

    private static int available(Socket socket) {
        try {
            return socket.getInputStream().available();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean data() throws IOException {
        String reply = server.reply("DATA", isEncrypted(), "354 go ahead");
        if (socket instanceof SSLSocket tls && server.renegotiatesAt("DATA")) {
            server.renegotiate(tls);
        }
        if (!perform(reply)) {
            return false;
        }
        if (!reply.startsWith("354") && !reply.contains("\n354")) {
            return true;
        }
        var message = new StringBuilder();
        for (String line = line(); !line.equals(".\r\n"); line = line()) {
            if (line.isEmpty()) {
                return false;
            }
            message.append(line);
        }
        messages.add(message.toString());
        String last = server.reply(".", isEncrypted(), "250 taken");
        if (!last.startsWith("4") && !last.startsWith("5")) {
            served.addAll(recipients);
        }
        return said(".", last);
    }

    private boolean chunk(String line) throws IOException {
        int octets = Integer.parseInt(line.strip().split(" ", 3)[1]);
        byte[] content = in.readNBytes(octets);
        (isEncrypted() ? encrypted : clear).write(content);
        if (content.length < octets) {
            return false; // what is not whole is not taken
        }
        chunks.append(new String(content, StandardCharsets.ISO_8859_1));
        Optional<String> scripted = server.answer(this, line.strip());
        if (scripted.isPresent()) {
            return perform(scripted.get());
        }
        if (!line.contains("LAST")) {
            return say("BDAT", "250 go on");
        }
        messages.add(chunks.toString());
        chunks.setLength(0);
        return say("BDAT", "250 taken");
    }

    private boolean say(String verb, String standard) throws IOException {
        return said(verb, server.reply(verb, isEncrypted(), standard));
    }

    private boolean said(String verb, String reply) throws IOException {
        if (socket instanceof SSLSocket tls && server.renegotiatesAt(verb)) {
            server.renegotiate(tls);
        }
        return perform(reply);
    }

    /** @return whether the conversation goes on */
    private boolean perform(String reply) throws IOException {
        switch (reply) {
            case ScriptedSmtpServer.CLOSE -> {
                return false;
            }
            case ScriptedSmtpServer.NOTHING -> {
                return true;
            }
            case ScriptedSmtpServer.SILENCE -> {
                while (!line().isEmpty()) {
                    // listens, and says nothing
                }
                return false;
            }
            case ScriptedSmtpServer.TRICKLE -> {
                while (true) {
                    write("2");
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
                }
            }
            case ScriptedSmtpServer.FLOOD -> {
                while (true) {
                    write("250-and so on\r\n");
                }
            }
            case ScriptedSmtpServer.DEAF -> {
                write("354 go ahead\r\n");
                while (!socket.isClosed()) {
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
                }
                return false;
            }
            default -> {
                write(reply + "\r\n");
                return true;
            }
        }
    }

    private void write(String text) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    /** One line with its end; empty at the end of the stream. */
    private String line() throws IOException {
        var line = new StringBuilder();
        for (int octet = in.read(); octet >= 0; octet = in.read()) {
            (isEncrypted() ? encrypted : clear).write(octet);
            line.append((char) octet);
            if (octet == '\n') {
                return line.toString();
            }
        }
        return "";
    }

    private boolean isEncrypted() {
        return socket instanceof SSLSocket;
    }

    private static String verb(String line) {
        return line.strip().split("[ :]", 2)[0].toUpperCase(Locale.ROOT);
    }
}
