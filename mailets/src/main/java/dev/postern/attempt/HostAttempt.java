package dev.postern.attempt;

import dev.postern.attempt.AttemptOutcome.Deferred;
import dev.postern.attempt.AttemptOutcome.Failed;
import dev.postern.quirks.Extension;
import dev.postern.quirks.ServerQuirks;
import dev.postern.recipient.Recipient;
import dev.postern.smtpclient.Authentication;
import dev.postern.smtpclient.Cause;
import dev.postern.smtpclient.ConnectionKey;
import dev.postern.smtpclient.ConnectionPool;
import dev.postern.smtpclient.ConversationException;
import dev.postern.smtpclient.FailureKind;
import dev.postern.smtpclient.Host;
import dev.postern.smtpclient.Peer;
import dev.postern.smtpclient.SmtpConnection;
import dev.postern.smtpclient.Terms;
import dev.postern.smtpclient.TlsFallback;
import dev.postern.text.Printable;
import dev.postern.tls.TlsFailure;
import dev.postern.tls.TlsPolicyEvaluator;
import dev.postern.tls.TlsVerdict;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One message to one address of one server, over connections that rest or over new ones. Safe for any thread.
 *
 * <p>The session of a connection is judged by the policy and the clock of now each time that a message is to go over it,
 * however often it was judged before.
 */
public final class HostAttempt {
    private static final Logger LOGGER = LoggerFactory.getLogger(HostAttempt.class);

    private final String ourName;
    private final ConnectionPool pool;
    private final TlsPolicyEvaluator evaluator;
    private final HypotheticalVerdict beyond;

    HostAttempt(String ourName, ConnectionPool pool, TlsPolicyEvaluator evaluator) {
        this.ourName = ourName;
        this.pool = pool;
        this.evaluator = evaluator;
        this.beyond = new HypotheticalVerdict(evaluator);
    }

    /** Returns an outcome for each recipient. */
    Map<Recipient, AttemptOutcome> deliver(Host host, Terms terms, Handover handover) {
        var batches = new RecipientBatches(handover.envelope().recipients());
        var trials = new ExtensionTrials(new Peer(host, terms), pool.quirks());
        while (!batches.isDone()) {
            try {
                next(host, terms, handover, batches, trials);
            } catch (RuntimeException | LinkageError | StackOverflowError | OutOfMemoryError e) {
                // A fault must not lose what the server has said so far: those whom it took it for would get it again.
                LOGGER.error("Delivery attempt at {} failed with an internal error", host, e);
                String reason = "the gateway failed at " + host + ": " + Printable.of(e.toString());
                batches.settleRest(new Deferred(Cause.of(FailureKind.OUR_FAULT, reason), Evidence.of(host)));
            }
            if (handover.deadline().isOver()) {
                batches.settleRest(new Deferred(
                        Cause.of(FailureKind.BROKE_OFF, "the attempt at " + host + " exceeded its time limit"),
                        Evidence.of(host)));
            }
        }
        return batches.outcomes();
    }

    private void next(Host host, Terms terms, Handover handover, RecipientBatches batches, ExtensionTrials trials) {
        var key = new ConnectionKey(host, terms, ourName);
        List<Recipient> named = batches.next(
                pool.quirks().mostRecipients(key.peer(), terms.limits().mostRecipients(ServerQuirks.RECIPIENTS)));
        Round round = round(key, handover.to(named, trials.without()));
        batches.settle(named, round);
        round.accepted().ifPresent(accepted -> pool.quirks().acceptedOnly(key.peer(), accepted));
        batches.goOn(round, trials.learn(round));
    }

    /** One transaction, for the recipients of this part of the handover. */
    private Round round(ConnectionKey key, Handover handover) {
        try {
            return overConnection(key, handover);
        } catch (ConversationException e) {
            return TlsFallback.after(key, e)
                    .map(next -> round(next, handover).afterTlsFailure(e.why().words()))
                    .orElseGet(() -> all(handover, new Deferred(e.why(), Evidence.of(key.host()))));
        }
    }

    /** @throws ConversationException if no connection came about */
    private Round overConnection(ConnectionKey key, Handover handover) throws ConversationException {
        Optional<SmtpConnection> kept = pool.take(key);
        if (kept.isPresent()) {
            Optional<Round> settled = overKept(key.terms(), kept.get(), handover);
            if (settled.isPresent()) {
                return settled.get();
            }
            pool.forget(key); // the server went away, or it may have another certificate by now
        }
        SmtpConnection connection = pool.open(key, handover.deadline(), handover.hosts());
        if (connection.isResumed() && !isSatisfied(key.terms(), connection)) {
            // The certificate is that of an earlier handshake: the server is to show the one that it has now.
            connection.close();
            pool.forget(key);
            connection = pool.open(key, handover.deadline(), handover.hosts());
        }
        try {
            return overNew(connection, handover);
        } finally {
            pool.giveBack(connection);
        }
    }

    /** Over a new connection, which the policy and the rule are asked about again after a login: a server may take its time for that. */
    private Round overNew(SmtpConnection connection, Handover handover) {
        ConnectionKey key = connection.key();
        TlsVerdict verdict = judge(key.terms(), connection);
        if (verdict instanceof TlsVerdict.Violated violated) {
            connection.retire();
            return all(handover, new Deferred(cause(violated, key.host()), evidence(connection)));
        }
        if (!handover.inForce().getAsBoolean()) {
            connection.retire();
            return all(handover, new Deferred(Cause.ruleChanged(), evidence(connection)));
        }
        if (isLoop(connection)) {
            connection.retire();
            return all(handover, loop(connection, handover));
        }
        var satisfied = (TlsVerdict.Satisfied) verdict;
        if (connection.owesLogin()) {
            Optional<Cause> unknown = logIn(connection, satisfied);
            return unknown.isPresent()
                    ? all(handover, new Deferred(unknown.get(), evidence(connection)))
                    : overNew(connection, handover);
        }
        return transact(connection, transaction(connection, satisfied, handover), handover);
    }

    /** Returns why the server does not let us log in; empty if it does. */
    private static Optional<Cause> logIn(SmtpConnection connection, TlsVerdict.Satisfied verdict) {
        try {
            new Authentication(
                            connection,
                            verdict,
                            connection.key().terms().credentials().orElseThrow())
                    .perform();
            connection.authenticated();
            return Optional.empty();
        } catch (ConversationException e) {
            connection.retire();
            return Optional.of(e.why());
        }
    }

    /** Returns whether the MX host that the connection leads to is this gateway, behind a redirected port or another address. */
    private static boolean isLoop(SmtpConnection connection) {
        return connection.key().host().origin() != Host.Origin.CONFIGURED && connection.isNamedAsWeAre();
    }

    /** RFC 5321 §5.1: final if no server is preferred to this one, and else a reason to ask the others again later. */
    private AttemptOutcome loop(SmtpConnection connection, Handover handover) {
        Host host = connection.key().host();
        var cause = Cause.of(
                FailureKind.MAIL_LOOP,
                "mail for "
                        + handover.envelope()
                                .recipients()
                                .get(0)
                                .address()
                                .getDomain()
                                .asString() + " loops back to this gateway: the server " + host + " calls itself "
                        + ourName);
        return host.origin() == Host.Origin.BEST_MX
                ? new Failed(cause, evidence(connection))
                : new Deferred(cause, evidence(connection));
    }

    /**
     * Over a connection that rested.
     *
     * @return empty if it does not serve any more, and nothing of the message can have arrived
     */
    private Optional<Round> overKept(Terms terms, SmtpConnection connection, Handover handover) {
        try {
            if (!(judge(terms, connection) instanceof TlsVerdict.Satisfied satisfied)) {
                connection.retire();
                return Optional.empty();
            }
            if (!handover.inForce().getAsBoolean()) {
                connection.retire();
                return Optional.of(all(handover, new Deferred(Cause.ruleChanged(), evidence(connection))));
            }
            var transaction = transaction(connection, satisfied, handover);
            Round round = transact(connection, transaction, handover);
            return transaction.needsNewConnection() ? Optional.empty() : Optional.of(round);
        } finally {
            pool.giveBack(connection);
        }
    }

    /** @throws RuntimeException if that cannot be told; the connection is closed then */
    private boolean isSatisfied(Terms terms, SmtpConnection connection) {
        try {
            return judge(terms, connection).isSatisfied();
        } catch (RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    private TlsVerdict judge(Terms terms, SmtpConnection connection) {
        return evaluator.evaluate(terms.policy(), connection.session());
    }

    private MailTransaction transaction(SmtpConnection connection, TlsVerdict.Satisfied verdict, Handover handover) {
        connection.begin(handover.deadline(), handover.without());
        return new MailTransaction(
                connection,
                verdict,
                beyond(connection),
                extension -> pool.quirks().isProved(connection.key().peer(), extension));
    }

    private Round transact(SmtpConnection connection, MailTransaction transaction, Handover handover) {
        Round round = converted(connection, transaction, handover);
        connection.settled();
        if (transaction.doubtsReuse()) {
            pool.stopReuse(connection.key().host());
        }
        return round;
    }

    private Round converted(SmtpConnection connection, MailTransaction transaction, Handover handover) {
        OutgoingMessage message = handover.message();
        if (!message.isEightBit() || connection.offers(Extension.EIGHTBITMIME)) {
            return transaction.send(handover.envelope(), message);
        }
        OutgoingMessage sevenBit;
        try {
            sevenBit = message.inSevenBit();
        } catch (IOException e) {
            String reason = "the stored message cannot be read: " + Printable.of(String.valueOf(e.getMessage()));
            return all(handover, new Deferred(Cause.of(FailureKind.OUR_FAULT, reason), evidence(connection)));
        }
        return transaction.send(handover.envelope(), sevenBit);
    }

    private Evidence evidence(SmtpConnection connection) {
        return Evidence.of(connection, beyond(connection));
    }

    private Optional<TlsVerdict> beyond(SmtpConnection connection) {
        ConnectionKey key = connection.key();
        return beyond.of(key.terms().policy(), key.host(), connection.session());
    }

    private static Cause cause(TlsVerdict.Violated violated, Host host) {
        return violated.failure() == TlsFailure.STARTTLS_NOT_SUPPORTED
                ? Cause.tls(violated.failure(), "the server " + host + " does not offer encryption", host)
                : Cause.tls(violated, host);
    }

    private static Round all(Handover handover, AttemptOutcome outcome) {
        return Round.of(handover.envelope().recipients(), outcome);
    }
}
