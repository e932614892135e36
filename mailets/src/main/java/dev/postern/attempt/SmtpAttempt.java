package dev.postern.attempt;

import dev.postern.recipient.Recipient;
import dev.postern.smtpclient.AttemptDeadline;
import dev.postern.smtpclient.Cause;
import dev.postern.smtpclient.ConnectionPool;
import dev.postern.smtpclient.FailureKind;
import dev.postern.smtpclient.Host;
import dev.postern.smtpclient.Peer;
import dev.postern.smtpclient.Terms;
import dev.postern.text.Printable;
import dev.postern.tls.TlsPolicyEvaluator;
import dev.postern.tls.TlsSession;
import java.io.IOException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import javax.mail.MessagingException;
import org.apache.mailet.Mail;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One attempt to hand one message to the servers of one destination under one TLS policy. Safe for any thread.
 *
 * <p>MAIL FROM is said only on a connection for whose negotiated session the evaluator said {@code Satisfied}. Whatever
 * goes wrong before that is a deferral, as nothing that is said in clear text may make a partner's mail bounce. Every host
 * is tried before the attempt has failed.
 */
public final class SmtpAttempt implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(SmtpAttempt.class);

    private final ConnectionPool pool;
    private final HostAttempt host;

    /** @param pool closed with this */
    public SmtpAttempt(String hostname, ConnectionPool pool, TlsPolicyEvaluator evaluator) {
        this.pool = pool;
        this.host = new HostAttempt(hostname, pool, evaluator);
    }

    /**
     * Tries the hosts in their order until every recipient is delivered or refused for good.
     *
     * @param inForce whether these terms and hosts are still what is agreed; asked before each host and before the message is
     *     named to it, as all before may have taken minutes
     * @param deadline of the whole attempt; hosts that it leaves no time for are not tried, but the first always is
     * @return an outcome for every one of these recipients
     * @throws MessagingException or IOException if the stored message cannot be read; nothing was sent then
     */
    public Map<Recipient, AttemptOutcome> deliver(
            Mail mail,
            Collection<Recipient> recipients,
            Terms terms,
            List<Host> hosts,
            BooleanSupplier inForce,
            AttemptDeadline deadline)
            throws MessagingException, IOException {
        Map<Recipient, AttemptOutcome> outcomes = new LinkedHashMap<>();
        Envelope.of(mail, recipients)
                .unsendable()
                .forEach((recipient, why) ->
                        outcomes.put(recipient, new AttemptOutcome.Failed(why, new TlsSession.Clear())));
        Set<Recipient> open = new LinkedHashSet<>(recipients);
        open.removeAll(outcomes.keySet());
        OutgoingMessage message = OutgoingMessage.of(mail.getMessage());
        var families = new FamiliesTried(hosts, host -> new Peer(host, terms), pool.quirks());
        int left = hosts.size();
        for (Host next : families.inOrder()) {
            Set<Recipient> asked = families.askedAt(next, open);
            if (open.isEmpty() || (left < hosts.size() && deadline.isOver())) {
                break;
            }
            if (asked.isEmpty()) {
                left--;
                continue;
            }
            Map<Recipient, AttemptOutcome> here = families.heard(
                    next,
                    deliver(next, terms, new Handover(Envelope.of(mail, asked), message, inForce, deadline, left--)));
            here.forEach((recipient, outcome) -> outcomes.merge(
                    recipient, outcome, (before, now) -> OutcomeRanking.moreTelling(before, now, terms.policy())));
            open.removeIf(recipient -> asked.contains(recipient)
                    && !isOpen(Optional.ofNullable(here.get(recipient)), Attempts.cause(mail, recipient)));
        }
        return outcomes;
    }

    /**
     * Returns whether another server is to be asked. Whoever may have taken the message is not doubted at once, as it would arrive twice;
     * only if that happens again, so that one server that never answers does not keep what others would take.
     */
    private static boolean isOpen(Optional<AttemptOutcome> now, Optional<Cause> before) {
        return now.isPresent()
                && now.get() instanceof AttemptOutcome.Deferred deferred
                && deferred.cause().trouble() != FailureKind.RULE_CHANGED
                && (!deferred.cause().mayHaveArrived()
                        || before.filter(Cause::mayHaveArrived).isPresent());
    }

    /** A fault at one host must not lose what others said: those whom they took it for would get it again and again. */
    private Map<Recipient, AttemptOutcome> deliver(Host next, Terms terms, Handover handover) {
        try {
            return handover.inForce().getAsBoolean()
                    ? host.deliver(next, terms, handover)
                    : deferred(handover, Cause.ruleChanged());
        } catch (RuntimeException | LinkageError | StackOverflowError | OutOfMemoryError e) {
            LOGGER.error("Delivery attempt at {} failed with an internal error", next, e);
            return deferred(
                    handover,
                    Cause.of(
                            FailureKind.OUR_FAULT,
                            "the gateway failed at " + next + ": " + Printable.of(e.toString())));
        }
    }

    private static Map<Recipient, AttemptOutcome> deferred(Handover handover, Cause cause) {
        Map<Recipient, AttemptOutcome> outcomes = new LinkedHashMap<>();
        handover.envelope()
                .recipients()
                .forEach(recipient ->
                        outcomes.put(recipient, new AttemptOutcome.Deferred(cause, new TlsSession.Clear())));
        return outcomes;
    }

    /** Does the same as an attempt of its own, whose time begins now. */
    public Map<Recipient, AttemptOutcome> deliver(
            Mail mail, Collection<Recipient> recipients, Terms terms, List<Host> hosts, BooleanSupplier inForce)
            throws MessagingException, IOException {
        return deliver(mail, recipients, terms, hosts, inForce, begin());
    }

    /** Begins the time of an attempt. */
    public AttemptDeadline begin() {
        return pool.begin();
    }

    /** Says good-bye on all connections that rest. */
    @Override
    public void close() {
        pool.close();
    }
}
