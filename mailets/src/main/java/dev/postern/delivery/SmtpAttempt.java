package dev.postern.delivery;

import dev.postern.tls.TlsFailure;
import dev.postern.tls.TlsPolicy;
import dev.postern.tls.TlsPolicyEvaluator;
import dev.postern.tls.TlsSession;
import dev.postern.tls.TlsVerdict;
import java.io.IOException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.mail.MessagingException;
import org.apache.james.core.MailAddress;
import org.apache.mailet.Mail;
import org.apache.mailet.base.Converter7Bit;

/**
 * One attempt to hand one message to the servers of one destination under one TLS policy. Safe for any thread.
 *
 * <p>MAIL FROM is said only on a connection for whose negotiated session the evaluator said {@code Satisfied}. Whatever
 * goes wrong before that is a deferral, as nothing that is said in clear text may make a partner's mail bounce. Every host
 * is tried before the attempt has failed.
 */
final class SmtpAttempt {
    private final String hostname;
    private final SmtpTimeouts timeouts;
    private final Deadlines deadlines;
    private final TlsPolicyEvaluator evaluator;
    private final Converter7Bit converter;

    SmtpAttempt(
            String hostname,
            SmtpTimeouts timeouts,
            Deadlines deadlines,
            TlsPolicyEvaluator evaluator,
            Converter7Bit converter) {
        this.hostname = hostname;
        this.timeouts = timeouts;
        this.deadlines = deadlines;
        this.evaluator = evaluator;
        this.converter = converter;
    }

    /**
     * Tries the hosts in their order until every recipient is delivered or refused for good.
     *
     * @return an outcome for every one of these recipients
     * @throws MessagingException or IOException if the stored message cannot be read; nothing was sent then
     */
    Map<MailAddress, AttemptOutcome> deliver(
            Mail mail, Collection<MailAddress> recipients, TlsPolicy policy, List<Host> hosts)
            throws MessagingException, IOException {
        Map<MailAddress, AttemptOutcome> outcomes = new LinkedHashMap<>();
        Envelope.of(mail, recipients)
                .unsendable()
                .forEach((recipient, why) ->
                        outcomes.put(recipient, new AttemptOutcome.Failed(why, new TlsSession.Clear())));
        Set<MailAddress> open = new LinkedHashSet<>(recipients);
        open.removeAll(outcomes.keySet());
        OutgoingMessage message = OutgoingMessage.of(mail.getMessage());
        for (Host host : hosts) {
            if (open.isEmpty()) {
                break;
            }
            Map<MailAddress, AttemptOutcome> here = tryHost(host, policy, Envelope.of(mail, open), message);
            here.forEach((recipient, outcome) ->
                    outcomes.merge(recipient, outcome, (before, now) -> moreTelling(before, now, policy)));
            open.removeIf(recipient -> !(here.get(recipient) instanceof AttemptOutcome.Deferred));
        }
        return outcomes;
    }

    private Map<MailAddress, AttemptOutcome> tryHost(
            Host host, TlsPolicy policy, Envelope envelope, OutgoingMessage message) {
        try {
            return overConnection(host, policy, envelope, message, true);
        } catch (ConversationException e) {
            if (policy instanceof TlsPolicy.May && e.why().tls().isPresent()) {
                // RFC 7435 §3: opportunistic security falls back to what there would be without it.
                return inClear(host, policy, envelope, message);
            }
            return all(envelope, new AttemptOutcome.Deferred(e.why(), new TlsSession.Clear()));
        }
    }

    private Map<MailAddress, AttemptOutcome> inClear(
            Host host, TlsPolicy policy, Envelope envelope, OutgoingMessage message) {
        try {
            return overConnection(host, policy, envelope, message, false);
        } catch (ConversationException e) {
            return all(envelope, new AttemptOutcome.Deferred(e.why(), new TlsSession.Clear()));
        }
    }

    /** @throws ConversationException if the transaction was not reached */
    private Map<MailAddress, AttemptOutcome> overConnection(
            Host host, TlsPolicy policy, Envelope envelope, OutgoingMessage message, boolean withTls)
            throws ConversationException {
        try (var connection = SmtpConnection.open(host, hostname, timeouts, deadlines)) {
            if (withTls && connection.offers("STARTTLS")) {
                connection.startTls(policy, hostname);
            }
            TlsSession session = connection.session();
            TlsVerdict verdict = evaluator.evaluate(policy, session);
            if (verdict instanceof TlsVerdict.Satisfied satisfied) {
                var transaction = new MailTransaction(connection, host, session, satisfied);
                return transact(transaction, connection, envelope, message, session);
            }
            return all(envelope, new AttemptOutcome.Deferred(cause((TlsVerdict.Violated) verdict, host), session));
        }
    }

    private Map<MailAddress, AttemptOutcome> transact(
            MailTransaction transaction,
            SmtpConnection connection,
            Envelope envelope,
            OutgoingMessage message,
            TlsSession session) {
        OutgoingMessage sent = message;
        if (message.isEightBit() && !connection.offers("8BITMIME")) {
            try {
                sent = message.inSevenBit(converter);
            } catch (MessagingException | IOException | RuntimeException | StackOverflowError e) {
                // James's converter throws all of them, the last one for parts that are nested thousands deep.
                String reason = "the next server takes 7-bit mail only, and the message cannot be converted: "
                        + (e instanceof StackOverflowError
                                ? "its parts are nested too deep"
                                : Printable.of(String.valueOf(e.getMessage())));
                return all(envelope, new AttemptOutcome.Failed(Cause.network("6.3", reason), session));
            }
        }
        return transaction.send(envelope, sent);
    }

    private static Cause cause(TlsVerdict.Violated violated, Host host) {
        return violated.failure() == TlsFailure.STARTTLS_NOT_SUPPORTED
                ? Cause.tls(violated.failure(), "the server " + host + " does not offer encryption", host)
                : Cause.tls(violated, host);
    }

    /**
     * Of two hosts' outcomes the one that says more about why mail waits: a host that satisfied the policy and could not
     * take it; then the TLS rule; then the network. Of equals, that of the preferred host.
     */
    private static AttemptOutcome moreTelling(AttemptOutcome before, AttemptOutcome now, TlsPolicy policy) {
        return now instanceof AttemptOutcome.Deferred later
                        && before instanceof AttemptOutcome.Deferred earlier
                        && rank(earlier, policy) <= rank(later, policy)
                ? before
                : now;
    }

    private static int rank(AttemptOutcome.Deferred deferred, TlsPolicy policy) {
        if (deferred.cause().tls().isPresent()) {
            return 1;
        }
        boolean beyondTheGate = policy instanceof TlsPolicy.May
                ? deferred.cause().replied()
                : deferred.session() instanceof TlsSession.Encrypted;
        return beyondTheGate ? 0 : 2;
    }

    private static Map<MailAddress, AttemptOutcome> all(Envelope envelope, AttemptOutcome outcome) {
        Map<MailAddress, AttemptOutcome> outcomes = new LinkedHashMap<>();
        envelope.recipients().forEach(recipient -> outcomes.put(recipient, outcome));
        return outcomes;
    }
}
