package dev.postern.attempt;

import dev.postern.attempt.AttemptOutcome.Deferred;
import dev.postern.attempt.SessionSetup.Prepared;
import dev.postern.attempt.SessionSetup.Prepared.Ready;
import dev.postern.attempt.SessionSetup.Prepared.Unusable;
import dev.postern.quirks.Extension;
import dev.postern.quirks.ServerQuirks;
import dev.postern.recipient.Recipient;
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
    private final SessionSetup setup;

    HostAttempt(String ourName, ConnectionPool pool, TlsPolicyEvaluator evaluator) {
        this.ourName = ourName;
        this.pool = pool;
        this.setup = new SessionSetup(pool, evaluator);
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
                    .orElseGet(() -> all(handover, SessionSetup.notOpened(key.host(), e)));
        }
    }

    /** @throws ConversationException if no connection came about */
    private Round overConnection(ConnectionKey key, Handover handover) throws ConversationException {
        Optional<SmtpConnection> kept = pool.take(key);
        if (kept.isPresent()) {
            Optional<Round> settled = overKept(kept.get(), handover);
            if (settled.isPresent()) {
                return settled.get();
            }
            pool.forget(key); // the server went away, or it may have another certificate by now
        }
        SmtpConnection connection = setup.open(key, handover.deadline(), handover.hosts());
        try {
            return overNew(connection, handover);
        } finally {
            pool.giveBack(connection);
        }
    }

    /** Over a new connection; the message is named only if its session satisfies the policy. */
    private Round overNew(SmtpConnection connection, Handover handover) {
        String domain =
                handover.envelope().recipients().get(0).address().getDomain().asString();
        Prepared prepared = setup.prepare(connection, handover.inForce(), domain);
        return prepared instanceof Ready ready
                ? transact(connection, transaction(connection, ready.verdict(), handover), handover)
                : all(handover, ((Unusable) prepared).outcome());
    }

    /**
     * Over a connection that rested.
     *
     * @return empty if it does not serve any more, and nothing of the message can have arrived
     */
    private Optional<Round> overKept(SmtpConnection connection, Handover handover) {
        try {
            if (!(setup.judge(connection) instanceof TlsVerdict.Satisfied satisfied)) {
                connection.retire();
                return Optional.empty();
            }
            if (!handover.inForce().getAsBoolean()) {
                connection.retire();
                return Optional.of(all(handover, new Deferred(Cause.ruleChanged(), setup.evidence(connection))));
            }
            var transaction = transaction(connection, satisfied, handover);
            Round round = transact(connection, transaction, handover);
            return transaction.needsNewConnection() ? Optional.empty() : Optional.of(round);
        } finally {
            pool.giveBack(connection);
        }
    }

    private MailTransaction transaction(SmtpConnection connection, TlsVerdict.Satisfied verdict, Handover handover) {
        connection.begin(handover.deadline(), handover.without());
        return new MailTransaction(
                connection,
                verdict,
                setup.beyond(connection),
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
            return all(handover, new Deferred(Cause.of(FailureKind.OUR_FAULT, reason), setup.evidence(connection)));
        }
        return transaction.send(handover.envelope(), sevenBit);
    }

    private static Round all(Handover handover, AttemptOutcome outcome) {
        return Round.of(handover.envelope().recipients(), outcome);
    }
}
