package dev.postern.delivery;

import dev.postern.attempt.AddressRefusal;
import dev.postern.attempt.Envelope;
import dev.postern.attempt.SessionSetup;
import dev.postern.quirks.Extension;
import dev.postern.recipient.Recipient;
import dev.postern.smtpclient.Cause;
import dev.postern.smtpclient.ConnectionKey;
import dev.postern.smtpclient.ConnectionPool;
import dev.postern.smtpclient.ConversationException;
import dev.postern.smtpclient.Host;
import dev.postern.smtpclient.Phase;
import dev.postern.smtpclient.SmtpConnection;
import dev.postern.smtpclient.SmtpReply;
import dev.postern.smtpclient.Terms;
import dev.postern.smtpclient.TlsFallback;
import dev.postern.tls.TlsPolicyEvaluator;
import dev.postern.tls.TlsVerdict;
import dev.postern.verification.ProbeOutcome;
import dev.postern.verification.ProbeOutcome.Exists;
import dev.postern.verification.ProbeOutcome.Undecided;
import dev.postern.verification.ProbeOutcome.Unknown;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.apache.james.core.MailAddress;

/**
 * MAIL and RCPT to one server, and no DATA. As for a message, MAIL is said only on a connection whose session satisfies the policy.
 * The sender is the null sender, so that a server that verifies its callers does not call back. Safe for any thread.
 */
final class RecipientInquiry {
    private static final String MAIL = "MAIL FROM:<>";

    private static final Set<Integer> NO_MAILBOX = Set.of(550, 551, 553);
    /** None, "undefined" beside 550, and the word of Exchange Online for a recipient that its directory does not have. */
    private static final Set<String> ABOUT_MAILBOX = Set.of("0.0", "5.0", "4.1");

    private static final Set<String> ABOUT_SENDER = Set.of("1.7", "1.8");
    /** The server closes, has no mail service, or wants TLS or a password: it will say the same of all others. */
    private static final Set<Integer> ENDS_SESSION = Set.of(421, 521, 530);

    private final String ourName;
    private final ConnectionPool pool;
    private final TlsPolicyEvaluator evaluator;
    private final SessionSetup setup;

    RecipientInquiry(String ourName, ConnectionPool pool, TlsPolicyEvaluator evaluator) {
        this.ourName = ourName;
        this.pool = pool;
        this.evaluator = evaluator;
        this.setup = new SessionSetup(pool, evaluator);
    }

    /**
     * Asks the server whether it accepts internationalized mail, which needs 8BITMIME too (RFC 6531 §3.1).
     *
     * @return empty if it cannot be connected to as these terms say
     */
    Optional<Boolean> acceptsUtf8(Host host, Terms terms) {
        return acceptsUtf8(new ConnectionKey(host, terms, ourName));
    }

    private Optional<Boolean> acceptsUtf8(ConnectionKey key) {
        try (SmtpConnection connection = connection(key)) {
            return isSatisfied(connection)
                    ? Optional.of(connection.offers(Extension.SMTPUTF8) && connection.offers(Extension.EIGHTBITMIME))
                    : Optional.empty();
        } catch (ConversationException e) {
            return TlsFallback.after(key, e).flatMap(this::acceptsUtf8);
        }
    }

    /** @param inForce whether these terms are still what is agreed; asked last before MAIL */
    ProbeOutcome ask(
            Host host, Terms terms, BooleanSupplier inForce, MailAddress recipient, Optional<MailAddress> nobody) {
        var key = new ConnectionKey(host, terms, ourName);
        return ask(key, inForce, recipient, nobody);
    }

    private ProbeOutcome ask(
            ConnectionKey key, BooleanSupplier inForce, MailAddress recipient, Optional<MailAddress> nobody) {
        try {
            return over(key, inForce, recipient, nobody);
        } catch (ConversationException e) {
            return TlsFallback.after(key, e)
                    .map(next -> ask(next, inForce, recipient, nobody))
                    .orElseGet(() -> unusable(e.why()));
        }
    }

    private ProbeOutcome over(
            ConnectionKey key, BooleanSupplier inForce, MailAddress recipient, Optional<MailAddress> nobody)
            throws ConversationException {
        try (SmtpConnection connection = connection(key)) {
            if (evaluator.evaluate(key.terms().policy(), connection.session()) instanceof TlsVerdict.Violated broken) {
                return unusable(Cause.tls(broken, key.host()));
            }
            return inForce.getAsBoolean()
                    ? said(connection, recipient, nobody)
                    : new Undecided(Cause.ruleChanged().words(), false);
        }
    }

    private SmtpConnection connection(ConnectionKey key) throws ConversationException {
        return setup.open(key, pool.begin(), 1);
    }

    private boolean isSatisfied(SmtpConnection connection) {
        return evaluator
                .evaluate(connection.key().terms().policy(), connection.session())
                .isSatisfied();
    }

    private static ProbeOutcome said(SmtpConnection connection, MailAddress recipient, Optional<MailAddress> nobody)
            throws ConversationException {
        boolean utf8 = Envelope.needsUtf8(Recipient.text(recipient));
        if (utf8 && !connection.offers(Extension.SMTPUTF8)) {
            return new Undecided("it does not announce SMTPUTF8", false);
        }
        SmtpReply mail = reply(connection, utf8 ? MAIL + " SMTPUTF8" : MAIL);
        if (!mail.isPositive()) {
            return unusable(Cause.reply(mail, connection.key().host()));
        }
        ProbeOutcome outcome =
                outcome(reply(connection, rcpt(recipient)), connection.key().host());
        return outcome instanceof Exists && nobody.isPresent()
                ? new Exists(acceptsNobody(connection, rcpt(nobody.get())))
                : outcome;
    }

    private static Optional<Boolean> acceptsNobody(SmtpConnection connection, String rcpt) {
        try {
            SmtpReply reply = reply(connection, rcpt);
            return reply.isPositive() || reply.isPermanent() ? Optional.of(reply.isPositive()) : Optional.empty();
        } catch (ConversationException e) {
            return Optional.empty(); // the answer to the question before stands
        }
    }

    private static ProbeOutcome outcome(SmtpReply reply, Host host) {
        if (reply.isPositive()) {
            return new Exists(Optional.empty());
        }
        if (host.isIpv6() && AddressRefusal.isIn(Cause.reply(reply, host))) {
            return unusable(Cause.reply(reply, host));
        }
        return isAboutMailbox(reply)
                ? new Unknown()
                : new Undecided(Cause.reply(reply, host).words(), ENDS_SESSION.contains(reply.code()));
    }

    /**
     * Returns whether a reply says that there is no such mailbox. It does with a code for that (RFC 5321 §4.2.3) or a status about the
     * recipient's address (RFC 3463 §3.2), and not with a status about something else: the session, the routing, a policy, which may be
     * one against the null sender or against us, or that sender. 552 to RCPT is 452 (RFC 5321 §4.5.3.1.10).
     */
    private static boolean isAboutMailbox(SmtpReply reply) {
        String status = reply.status();
        boolean refused = NO_MAILBOX.contains(reply.code())
                || (reply.isPermanent() && reply.code() != 552 && status.startsWith("1."));
        return refused
                && (ABOUT_MAILBOX.contains(status) || (status.matches("[12]\\..*") && !ABOUT_SENDER.contains(status)));
    }

    private static String rcpt(MailAddress recipient) {
        return "RCPT TO:<" + Recipient.text(recipient) + ">";
    }

    private static SmtpReply reply(SmtpConnection connection, String command) throws ConversationException {
        connection.wire().say(Phase.ENVELOPE, List.of(command));
        return connection.wire().hear(Phase.ENVELOPE, command);
    }

    private static Undecided unusable(Cause why) {
        return new Undecided(why.words(), true);
    }
}
