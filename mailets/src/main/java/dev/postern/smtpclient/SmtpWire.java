package dev.postern.smtpclient;

import dev.postern.address.AddressText;
import dev.postern.text.Printable;
import dev.postern.tls.TlsFailure;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;

/**
 * The octets of one SMTP connection: commands out, replies in, each within its time. After a step that failed it is broken,
 * and nothing more is said over it. Used by one thread at a time.
 */
public final class SmtpWire implements AutoCloseable {
    private static final Duration GOOD_BYE = Duration.ofSeconds(5);
    private static final Duration IMPATIENT = Duration.ofSeconds(30);

    private final Host host;
    private final SmtpTimeouts timeouts;
    private final Deadlines.Watch watch;
    private final ClientSocket plain = new ClientSocket();
    private final Map<Phase, Duration> times = new EnumMap<>(Phase.class);
    private Socket socket = plain;
    private Optional<SSLSession> negotiated = Optional.empty();
    private ReplyReader replies;
    private OutputStream out;
    private boolean broken;

    /**
     * Connects, within its time.
     *
     * @param session for that and for all until {@link #established}
     */
    public SmtpWire(Host host, SmtpTimeouts timeouts, Deadlines deadlines, Duration session)
            throws ConversationException {
        this.host = host;
        this.timeouts = timeouts;
        long begun = System.nanoTime();
        try {
            bind(plain, host);
            plain.setTcpNoDelay(true); // what is written together must not wait for the other side's delayed ACK
            Duration connect = timeouts.connect().compareTo(session) < 0 ? timeouts.connect() : session;
            plain.connect(new InetSocketAddress(host.address(), host.port()), (int) connect.toMillis());
            this.replies = new ReplyReader(plain.getInputStream());
            this.out = plain.getOutputStream();
        } catch (ConversationException e) {
            closeQuietly(plain);
            throw e;
        } catch (IOException e) {
            closeQuietly(plain);
            throw new ConversationException(Cause.of(
                    FailureKind.UNREACHABLE,
                    host + " cannot be reached: " + Printable.of(String.valueOf(e.getMessage()))));
        }
        spent(Phase.CONNECT, begun);
        this.watch = deadlines.watch(plain);
        watch.all(session.minusNanos(System.nanoTime() - begun));
    }

    /** To leave from another address than the agreed one would break what the other side knows us by: SPF, PTR, its firewall. */
    private static void bind(Socket socket, Host host) throws ConversationException {
        if (host.source().isPresent()) {
            InetAddress source = host.source().get();
            try {
                socket.bind(new InetSocketAddress(source, 0));
            } catch (IOException e) {
                throw new ConversationException(Cause.of(
                        FailureKind.OUR_FAULT,
                        "no connection can leave from the source address " + AddressText.of(source) + ": "
                                + Printable.of(String.valueOf(e.getMessage()))));
            }
        }
    }

    @FunctionalInterface
    interface Step<T> {
        T take() throws IOException;
    }

    @FunctionalInterface
    public interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    /** Takes a step; what goes wrong in it breaks the connection. */
    <T> T within(Phase phase, String during, Step<T> step) throws ConversationException {
        return within(phase, phase.limit(timeouts), during, step);
    }

    private <T> T within(Phase phase, Duration limit, String during, Step<T> step) throws ConversationException {
        long begun = System.nanoTime();
        watch.step(limit);
        boolean taken = false;
        try {
            T result = step.take();
            taken = true;
            return result;
        } catch (ConversationException e) {
            throw e;
        } catch (IOException | RuntimeException e) { // JSSE throws both at what a hostile peer sends
            String reason = watch.isExpired() ? "time limit exceeded" : String.valueOf(e.getMessage());
            String what = host + " " + during + ": " + Printable.of(reason);
            boolean renegotiates = socket != plain && e instanceof SSLHandshakeException;
            throw broken(
                    renegotiates
                            ? Cause.tls(TlsFailure.VALIDATION_FAILURE, what, host)
                            : Cause.of(
                                    e instanceof ChangedMessageException
                                            ? FailureKind.OUR_FAULT
                                            : FailureKind.BROKE_OFF,
                                    what));
        } finally {
            broken |= !taken; // whatever was thrown, also for want of memory: a QUIT would become part of half a chunk
            watch.stepIsOver();
            spent(phase, begun);
        }
    }

    /** Marks the connection as unusable, as the peer does not speak SMTP, and returns the exception that says so. */
    public ConversationException broken(Cause why) {
        broken = true;
        return new ConversationException(why);
    }

    /** Returns whether it was cut off because a step took too long. */
    boolean isExpired() {
        return watch.isExpired();
    }

    public boolean isBroken() {
        return broken;
    }

    /** Says commands, all in one write, so that they travel together (RFC 2920 §3.1). */
    public void say(Phase phase, List<String> commands) throws ConversationException {
        for (String command : commands) {
            // A quoted local-part may hold line ends in James, with which a sender could say commands of his own.
            if (command.chars().anyMatch(Character::isISOControl)) {
                throw new IllegalArgumentException("a command of one line was to be said");
            }
        }
        byte[] octets = (String.join("\r\n", commands) + "\r\n").getBytes(StandardCharsets.UTF_8);
        within(phase, "waiting for the reply to " + verb(commands.get(0)), () -> {
            out.write(octets);
            out.flush();
            return octets;
        });
    }

    /** Says a line that no error's text may repeat. */
    void saySecret(Phase phase, String verb, String line) throws ConversationException {
        byte[] octets = (line + "\r\n").getBytes(StandardCharsets.US_ASCII);
        within(phase, "waiting for the reply to " + verb, () -> {
            out.write(octets);
            out.flush();
            return octets;
        });
    }

    public SmtpReply greeting() throws ConversationException {
        return within(Phase.GREETING, "waiting for the greeting", replies::read);
    }

    public SmtpReply hear(Phase phase, String command) throws ConversationException {
        return within(phase, "waiting for the reply to " + verb(command), this::reply);
    }

    /**
     * Waits for the reply to a command that was sent before.
     *
     * @param impatient whether the server may have lost the command, so that it gets less time
     */
    public SmtpReply hear(Phase phase, boolean impatient, String command) throws ConversationException {
        Duration limit = phase.limit(timeouts);
        return within(
                phase,
                impatient && IMPATIENT.compareTo(limit) < 0 ? IMPATIENT : limit,
                "waiting for the reply to " + verb(command),
                this::reply);
    }

    public void sayContent(Content content) throws ConversationException {
        within(Phase.CONTENT, "sending the message", () -> {
            content.writeTo(out);
            out.flush();
            return content;
        });
    }

    public SmtpReply hearOfContent() throws ConversationException {
        try {
            return within(
                    Phase.REPLY, "waiting for the reply to the sent message, which may arrive twice now", this::reply);
        } catch (ConversationException e) {
            throw new ConversationException(
                    Cause.of(FailureKind.REPLY_LOST, e.why().reason()));
        }
    }

    /** What the server says in a session other than the judged one is not heard, and nothing is said in it. */
    private SmtpReply reply() throws IOException {
        SmtpReply reply = replies.read();
        if (socket instanceof SSLSocket tls
                && negotiated.filter(session -> session != tls.getSession()).isPresent()) {
            throw broken(Cause.tls(
                    TlsFailure.VALIDATION_FAILURE,
                    "the server " + host + " renegotiated TLS after its session was checked",
                    host));
        }
        return reply;
    }

    /** Octets that came unasked, as far as they are known of. */
    int unread() throws IOException {
        return replies.unread() + (socket == plain ? 0 : plain.getInputStream().available());
    }

    /** Of these, those behind the reply that was read last. */
    public int buffered() {
        return replies.buffered();
    }

    public ClientSocket plain() {
        return plain;
    }

    /**
     * From now on everything goes over that socket, and nothing that came before counts.
     *
     * @param judged whether the session that it has now is the one that the verdict is for: then everything goes in it, and
     *     in no other. Without a rule each session will do
     */
    void goOnOver(SSLSocket tls, boolean judged) throws IOException {
        socket = tls;
        if (judged) {
            negotiated = Optional.of(tls.getSession());
            // In TLS 1.2 the server may ask for another handshake at any time, and JSSE would follow it (RFC 5246
            // §7.4.1.1).
            tls.setEnableSessionCreation(false);
        }
        replies = new ReplyReader(tls.getInputStream());
        out = tls.getOutputStream();
    }

    /** The session is established: from now on the attempt's deadline holds. */
    void established(AttemptDeadline deadline) {
        watch.all(deadline.left());
    }

    /** A message begins: its times are its own, and the deadline is that of its attempt. */
    void begin(AttemptDeadline deadline) {
        times.clear();
        watch.all(deadline.left());
    }

    /** Nothing is asked for now, and no time runs. */
    void rest() {
        watch.rest();
    }

    /** Returns what was spent since the connection began, or the message. */
    public Map<Phase, Duration> times() {
        return Map.copyOf(times);
    }

    /**
     * Says good-bye, without caring for an answer: what was to be settled is settled (RFC 5321 §4.1.1.10). After a step
     * that failed nothing more is said, so that no half of a message and no half of a handshake is followed by words.
     */
    @Override
    public void close() {
        watch.all(GOOD_BYE);
        try {
            if (!broken) {
                out.write("QUIT\r\n".getBytes(StandardCharsets.US_ASCII));
                out.flush();
            }
            socket.close();
        } catch (IOException | RuntimeException e) { // JSSE throws both
            // The server was faster.
        } finally {
            closeQuietly(plain);
            watch.close();
        }
    }

    public static String verb(String command) {
        int end = command.indexOf(':');
        return end > 0 ? command.substring(0, end) : command.split(" ", 2)[0];
    }

    private void spent(Phase phase, long since) {
        times.merge(phase, Duration.ofNanos(System.nanoTime() - since), Duration::plus);
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is unusable now, which is all that was wanted.
        }
    }
}
