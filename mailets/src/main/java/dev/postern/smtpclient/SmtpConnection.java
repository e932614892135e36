package dev.postern.smtpclient;

import dev.postern.quirks.Extension;
import dev.postern.text.Printable;
import dev.postern.tls.TlsFailure;
import dev.postern.tls.TlsSession;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The client's side of one SMTP connection: greeting, EHLO, STARTTLS, and what was negotiated. What was said before TLS is
 * forgotten once it has started (RFC 3207 §4.2). Used by one thread at a time.
 */
public final class SmtpConnection implements AutoCloseable {
    /** How a client introduces itself. */
    enum Hello {
        EHLO,
        HELO
    }

    private final ConnectionKey key;
    private final SmtpWire wire;
    private final ConnectionObserver observer;
    private EhloAnswer offered = EhloAnswer.NOTHING;
    private String serverName = "";
    private TlsSession session = new TlsSession.Clear();
    private Set<Extension> without = Set.of();
    private boolean resumed;
    private boolean authenticated;
    private int messages;
    private boolean unsettled;
    private boolean retired;
    private boolean transactionOpen;
    private Instant restsSince = Instant.MIN;

    private SmtpConnection(ConnectionKey key, SmtpWire wire, ConnectionObserver observer) {
        this.key = key;
        this.wire = wire;
        this.observer = observer;
    }

    /**
     * Connects, hears the greeting, says EHLO, and starts TLS if that is wanted and offered; or starts TLS first where the host has it so.
     *
     * @param hello the command to begin with; HELO only where no rule needs TLS
     * @param session how long all of that may take
     * @param deadline of the attempt that it is for, which bounds what follows
     * @param observer is told of each step
     * @throws ConversationException with a TLS failure if TLS was offered and did not come about
     */
    static SmtpConnection open(
            ConnectionKey key,
            Hello hello,
            SmtpTimeouts timeouts,
            Deadlines deadlines,
            TlsContexts contexts,
            Duration session,
            AttemptDeadline deadline,
            ConnectionObserver observer)
            throws ConversationException {
        var connection = new SmtpConnection(key, new SmtpWire(key.host(), timeouts, deadlines, session), observer);
        try {
            observer.connected(key.host());
            if (key.host().implicitTls()) {
                connection.beginTls(contexts);
            }
            SmtpReply greeting = connection.wire.greeting();
            observer.greeted(greeting);
            if (greeting.code() != 220) {
                throw new ConversationException(Cause.reply(greeting, key.host()));
            }
            connection.first(hello);
            if (key.usesTls() && !key.host().implicitTls() && connection.offersTls()) {
                connection.startTls(contexts);
            }
            connection.wire.established(deadline);
            return connection;
        } catch (ConversationException e) {
            connection.close();
            throw e;
        }
    }

    public ConnectionKey key() {
        return key;
    }

    public SmtpWire wire() {
        return wire;
    }

    /** Returns whether the server announced it, and nothing says that it is to be left out. */
    public boolean offers(Extension extension) {
        return offered.offers(extension.keyword())
                && !without.contains(extension)
                && !key.terms().ignored().extensions().contains(extension);
    }

    /** The only place where STARTTLS can be ignored: without a rule, and where the operator says so. */
    private boolean offersTls() {
        boolean ignored = key.terms().isOpportunistic() && key.terms().ignored().startTls();
        return offered.offers("STARTTLS") && !ignored;
    }

    /** Returns whether the server calls itself by our name: then it is this gateway, whatever its address. */
    public boolean isNamedAsWeAre() {
        return serverName.equalsIgnoreCase(key.ourName());
    }

    /** By what mechanisms the server lets us log in. */
    Set<String> mechanisms() {
        return offered.mechanisms();
    }

    public void authenticated() {
        authenticated = true;
    }

    /** In octets, how large a message may be; empty if the server names no limit (RFC 1870 §4). */
    public Optional<Long> sizeLimit() {
        return offers(Extension.SIZE) ? offered.sizeLimit() : Optional.empty();
    }

    /** Returns what was negotiated on the very socket that is spoken over. */
    public TlsSession session() {
        return session;
    }

    /** Returns whether the TLS session is one that an earlier connection of the same key began. */
    public boolean isResumed() {
        return resumed;
    }

    /** Returns whether other messages went over it before. */
    public boolean isReused() {
        return messages > 1;
    }

    /**
     * A message begins; until it is {@link #settled}, the connection is good for nothing else.
     *
     * @param leftOut extensions that count as not announced
     */
    public void begin(AttemptDeadline deadline, Set<Extension> leftOut) {
        without = Set.copyOf(leftOut);
        unsettled = true;
        if (messages++ > 0) {
            wire.begin(deadline);
        }
    }

    /** What was begun came to its end, whatever that was. */
    public void settled() {
        unsettled = false;
    }

    /** After this message the connection is not to be used again. */
    public void retire() {
        retired = true;
    }

    /** Returns whether a transaction was begun that neither content nor RSET has ended. */
    public boolean isTransactionOpen() {
        return transactionOpen;
    }

    public void transactionIsOpen(boolean open) {
        transactionOpen = open;
    }

    /** Returns whether the server is to hear who we are before any message. */
    public boolean owesLogin() {
        return key.terms().credentials().isPresent() && !authenticated;
    }

    /**
     * Returns whether another message may go over it, if its policy is satisfied then. One over which none went yet was left on the way there,
     * perhaps before the login.
     */
    boolean isReusable(int mostMessages) {
        return messages > 0 && messages < mostMessages && !retired && !unsettled && !wire.isBroken() && isQuiet();
    }

    /** Nothing is asked of it from now on. */
    void rest(Instant now) {
        wire.rest();
        restsSince = now;
    }

    boolean hasRested(Duration time, Instant now) {
        return !now.isBefore(restsSince.plus(time));
    }

    /** Returns whether the server has said nothing unasked: what it says to a connection that rests is a good-bye. */
    boolean isQuiet() {
        try {
            return wire.unread() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() {
        wire.close();
    }

    private void startTls(TlsContexts contexts) throws ConversationException {
        SmtpReply reply;
        try {
            reply = command("STARTTLS");
        } catch (ConversationException e) {
            throw failed(
                    TlsFailure.VALIDATION_FAILURE,
                    "the server offered STARTTLS, and then: " + e.why().reason());
        }
        observer.startTlsAnswered(reply);
        if (reply.code() != 220) {
            String reason = Printable.of("the server rejected STARTTLS: " + reply.text());
            throw new ConversationException(Cause.tls(TlsFailure.STARTTLS_NOT_SUPPORTED, reason, key.host()));
        }
        try {
            handshake(contexts);
            // TLS 1.3 servers refuse a client's certificate, or its absence, only after the client's handshake is over.
            hello();
        } catch (ConversationException e) {
            throw e.why().replied() || e.why().tls().isPresent()
                    ? e
                    : handshakeFailed(e.why().reason());
        }
    }

    /** At once, before a word was said (RFC 8314 §3.3). */
    private void beginTls(TlsContexts contexts) throws ConversationException {
        try {
            handshake(contexts);
        } catch (ConversationException e) {
            throw e.why().tls().isPresent() ? e : handshakeFailed(e.why().reason());
        }
    }

    private void handshake(TlsContexts contexts) throws ConversationException {
        wire.within(Phase.TLS, "in the TLS handshake", () -> {
            refuseInjection();
            wire.plain().beginTls(observer != ConnectionObserver.NONE);
            var finished = TlsHandshake.on(wire.plain(), key, contexts.of(key), contexts.suites());
            wire.goOnOver(finished.socket(), !key.terms().isOpportunistic());
            resumed = finished.isResumed();
            session = TlsSession.of(Optional.of(finished.socket().getSession()));
            return finished;
        });
        observer.handshaken(session, wire.plain().group());
    }

    private void first(Hello hello) throws ConversationException {
        if (hello == Hello.HELO) {
            helo();
            return;
        }
        try {
            hello();
        } catch (ConversationException e) {
            throw e.why().trouble() == FailureKind.BROKE_OFF && !wire.isExpired()
                    ? new UnansweredEhloException(e.why())
                    : e;
        }
    }

    /** Says EHLO, and where no rule needs TLS, HELO to a server that rejects it (RFC 5321 §3.2), whatever it rejects it with. */
    private void hello() throws ConversationException {
        offered = EhloAnswer.NOTHING;
        SmtpReply reply = introduced("EHLO " + key.ourName());
        serverName = reply.lines().get(0).split(" ", 2)[0];
        if (reply.code() == 250) {
            offered = EhloAnswer.of(reply);
            return;
        }
        boolean encrypted = session instanceof TlsSession.Encrypted;
        boolean unknown = reply.code() == 500 || reply.code() == 502 || reply.code() == 504;
        if ((key.terms().isOpportunistic() && reply.isPermanent()) || (encrypted && unknown)) {
            helo();
        } else if (!encrypted && reply.code() >= 500 && reply.code() <= 504) {
            String reason = "the server answered EHLO with " + reply.text() + ", so that TLS cannot be started";
            throw new ConversationException(
                    Cause.tls(TlsFailure.STARTTLS_NOT_SUPPORTED, Printable.of(reason), key.host()));
        } else {
            throw new ConversationException(Cause.reply(reply, key.host()));
        }
    }

    private void helo() throws ConversationException {
        SmtpReply reply = introduced("HELO " + key.ourName());
        if (reply.code() != 250) {
            throw new ConversationException(Cause.reply(reply, key.host()));
        }
        serverName = reply.lines().get(0).split(" ", 2)[0];
    }

    private SmtpReply introduced(String line) throws ConversationException {
        SmtpReply reply = command(line);
        observer.introduced(line, reply, session instanceof TlsSession.Encrypted);
        return reply;
    }

    private SmtpReply command(String line) throws ConversationException {
        wire.say(Phase.EHLO, List.of(line));
        return wire.hear(Phase.EHLO, line);
    }

    /** CVE-2011-0411 and its kin: what was sent before the handshake must never count as said after it. */
    private void refuseInjection() throws IOException {
        int injected = wire.unread();
        if (injected > 0) {
            throw failed(
                    TlsFailure.VALIDATION_FAILURE,
                    injected + " octets in clear text "
                            + (key.host().implicitTls() ? "came" : "followed the reply to STARTTLS,")
                            + " where TLS had to begin: somebody may have injected them");
        }
    }

    private ConversationException handshakeFailed(String reason) {
        ConversationException failed = failed(TlsFailure.VALIDATION_FAILURE, reason);
        return session instanceof TlsSession.Clear && !wire.isExpired()
                ? ConversationException.inHandshake(failed.why())
                : failed;
    }

    private ConversationException failed(TlsFailure failure, String reason) {
        return wire.broken(Cause.tls(failure, Printable.of(reason), key.host()));
    }
}
