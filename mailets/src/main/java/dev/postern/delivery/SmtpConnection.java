package dev.postern.delivery;

import dev.postern.tls.TlsFailure;
import dev.postern.tls.TlsPolicy;
import dev.postern.tls.TlsSession;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLSocket;

/**
 * The client's side of one SMTP connection: commands, replies, STARTTLS. Every step has its time limit, every reply its
 * bounds. What was said before TLS is forgotten once it has started (RFC 3207 §4.2). Used by one thread.
 */
final class SmtpConnection implements AutoCloseable {
    private static final Duration GOOD_BYE = Duration.ofSeconds(5);

    private final Host host;
    private final SmtpTimeouts timeouts;
    private final Deadlines deadlines;
    private final Socket plain = new Socket();
    private final Deadlines.Limit whole;
    private Socket socket = plain;
    private final Set<String> extensions = new HashSet<>();
    private ReplyReader replies;
    private OutputStream out;
    private boolean broken;

    private SmtpConnection(Host host, SmtpTimeouts timeouts, Deadlines deadlines) throws ConversationException {
        this.host = host;
        this.timeouts = timeouts;
        this.deadlines = deadlines;
        try {
            plain.connect(new InetSocketAddress(host.address(), host.port()), (int)
                    timeouts.connect().toMillis());
            this.replies = new ReplyReader(plain.getInputStream());
            this.out = new BufferedOutputStream(plain.getOutputStream());
        } catch (IOException e) {
            closeQuietly(plain);
            throw new ConversationException(
                    Cause.network("4.1", host + " cannot be reached: " + Printable.of(String.valueOf(e.getMessage()))));
        }
        this.whole = deadlines.limit(plain, timeouts.conversation());
    }

    /** Connects, hears the greeting and says EHLO, in clear text. */
    static SmtpConnection open(Host host, String ourName, SmtpTimeouts timeouts, Deadlines deadlines)
            throws ConversationException {
        var connection = new SmtpConnection(host, timeouts, deadlines);
        try {
            SmtpReply greeting =
                    connection.within(timeouts.reply(), "waiting for the greeting", connection.replies::read);
            if (greeting.code() != 220) {
                throw new ConversationException(Cause.reply(greeting, host));
            }
            connection.hello(ourName);
            return connection;
        } catch (ConversationException e) {
            connection.close();
            throw e;
        }
    }

    /** Says a command and hears the reply. */
    SmtpReply command(String line) throws ConversationException {
        if (!line.chars().allMatch(c -> c >= ' ' && c <= '~')) {
            throw new IllegalArgumentException("a command of one line was to be said");
        }
        String verb = line.contains(":") ? line.substring(0, line.indexOf(':')) : line.split(" ", 2)[0];
        return within(timeouts.reply(), "waiting for the reply to " + verb, () -> {
            out.write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
            out.flush();
            return replies.read();
        });
    }

    boolean offers(String extension) {
        return extensions.contains(extension);
    }

    /**
     * Asks for TLS, and says EHLO again over it.
     *
     * @throws ConversationException with a TLS failure if TLS did not come about
     */
    void startTls(TlsPolicy policy, String ourName) throws ConversationException {
        SmtpReply reply;
        try {
            reply = command("STARTTLS");
        } catch (ConversationException e) {
            throw failed(
                    TlsFailure.VALIDATION_FAILURE,
                    "the server offered STARTTLS, and then: " + e.why().reason());
        }
        if (reply.code() != 220) {
            throw failed(TlsFailure.STARTTLS_NOT_SUPPORTED, "the server refused STARTTLS: " + reply.text());
        }
        try {
            refuseInjection();
            socket = within(timeouts.handshake(), "in the TLS handshake", () -> TlsHandshake.on(plain, host, policy));
            replies = new ReplyReader(socket.getInputStream());
            out = new BufferedOutputStream(socket.getOutputStream());
        } catch (ConversationException e) {
            throw e.why().tls().isPresent()
                    ? e
                    : failed(TlsFailure.VALIDATION_FAILURE, e.why().reason());
        } catch (IOException e) {
            throw failed(TlsFailure.VALIDATION_FAILURE, "in the TLS handshake: " + e.getMessage());
        }
        try {
            hello(ourName);
        } catch (ConversationException e) {
            // TLS 1.3 servers refuse a client's certificate, or its absence, only after the client's handshake is over.
            throw e.why().replied()
                    ? e
                    : failed(TlsFailure.VALIDATION_FAILURE, e.why().reason());
        }
    }

    /** What was negotiated on the very socket that is spoken over. */
    TlsSession session() {
        return TlsSession.of(socket instanceof SSLSocket tls ? Optional.of(tls.getSession()) : Optional.empty());
    }

    /** Sends a message after DATA was answered with 354, and hears what became of it. */
    SmtpReply content(OutgoingMessage message) throws ConversationException {
        within(timeouts.content(), "sending the message", () -> {
            message.writeDotStuffed(out);
            out.write(".\r\n".getBytes(StandardCharsets.US_ASCII));
            out.flush();
            return message;
        });
        return within(
                timeouts.finalReply(),
                "waiting for the reply to the sent message, which may arrive twice now",
                replies::read);
    }

    /**
     * Says good-bye, without caring for an answer: what was to be settled is settled (RFC 5321 §4.1.1.10). After a step
     * that failed nothing more is said, so that no half of a message and no half of a handshake is followed by words.
     */
    @Override
    public void close() {
        try (var limit = deadlines.limit(plain, GOOD_BYE)) {
            if (!broken) {
                out.write("QUIT\r\n".getBytes(StandardCharsets.US_ASCII));
                out.flush();
            }
            socket.close();
        } catch (IOException e) {
            // The server was faster.
        } finally {
            closeQuietly(plain);
            whole.close();
        }
    }

    private void hello(String ourName) throws ConversationException {
        extensions.clear();
        SmtpReply reply = command("EHLO " + ourName);
        if (reply.code() == 250) {
            reply.lines().stream()
                    .skip(1)
                    .map(line -> line.split(" ", 2)[0].toUpperCase(Locale.ROOT))
                    .forEach(extensions::add);
            return;
        }
        boolean unknown = reply.code() == 500 || reply.code() == 502 || reply.code() == 504;
        SmtpReply second = unknown ? command("HELO " + ourName) : reply; // RFC 5321 §3.2
        if (second.code() != 250) {
            throw new ConversationException(Cause.reply(second, host));
        }
    }

    /** CVE-2011-0411 and its kin: what was sent before the handshake must never count as said after it. */
    private void refuseInjection() throws IOException {
        int injected = replies.unread();
        if (injected > 0) {
            throw failed(
                    TlsFailure.VALIDATION_FAILURE,
                    injected + " octets in clear text followed the reply to STARTTLS, where TLS had to begin:"
                            + " somebody may have injected them");
        }
    }

    private ConversationException failed(TlsFailure failure, String reason) {
        return new ConversationException(Cause.tls(failure, Printable.of(reason), host));
    }

    @FunctionalInterface
    private interface Step<T> {
        T take() throws IOException;
    }

    private <T> T within(Duration time, String during, Step<T> step) throws ConversationException {
        var limit = deadlines.limit(plain, time);
        try (limit) {
            return step.take();
        } catch (IOException | RuntimeException e) { // JSSE throws both at what a hostile peer sends
            broken = true;
            boolean late = limit.isExpired() || whole.isExpired();
            String reason = late ? "its time was over" : String.valueOf(e.getMessage());
            throw new ConversationException(Cause.network("4.2", host + " " + during + ": " + Printable.of(reason)));
        }
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is unusable now, which is all that was wanted.
        }
    }
}
