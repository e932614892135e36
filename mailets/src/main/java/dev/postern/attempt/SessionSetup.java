package dev.postern.attempt;

import dev.postern.attempt.AttemptOutcome.Deferred;
import dev.postern.attempt.AttemptOutcome.Failed;
import dev.postern.smtpclient.AttemptDeadline;
import dev.postern.smtpclient.Authentication;
import dev.postern.smtpclient.Cause;
import dev.postern.smtpclient.ConnectionKey;
import dev.postern.smtpclient.ConnectionPool;
import dev.postern.smtpclient.ConversationException;
import dev.postern.smtpclient.FailureKind;
import dev.postern.smtpclient.Host;
import dev.postern.smtpclient.SmtpConnection;
import dev.postern.tls.TlsFailure;
import dev.postern.tls.TlsPolicyEvaluator;
import dev.postern.tls.TlsVerdict;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Takes a new connection to the point where a message may be named to the server: opened, judged by the evaluator, not a loop, logged
 * in. A delivery and a probe both do it here. Safe for any thread.
 */
public final class SessionSetup {
    private final ConnectionPool pool;
    private final TlsPolicyEvaluator evaluator;
    private final HypotheticalVerdict beyond;

    public SessionSetup(ConnectionPool pool, TlsPolicyEvaluator evaluator) {
        this.pool = pool;
        this.evaluator = evaluator;
        this.beyond = new HypotheticalVerdict(evaluator);
    }

    /** Says whether a message may be named to the server. */
    public sealed interface Prepared {
        /** It may: the session satisfies the policy. */
        record Ready(TlsVerdict.Satisfied verdict) implements Prepared {}

        /** It may not, and the connection is not to be used again; the outcome is that of every recipient. */
        record Unusable(AttemptOutcome outcome) implements Prepared {}
    }

    /**
     * Opens a connection. If it resumed a TLS session that does not satisfy the policy, opens another one, on which the server
     * must show the certificate that it has now.
     *
     * @param hosts how many the attempt has not tried yet, this one included
     */
    public SmtpConnection open(ConnectionKey key, AttemptDeadline deadline, int hosts) throws ConversationException {
        SmtpConnection connection = pool.open(key, deadline, hosts);
        if (!connection.isResumed() || isSatisfied(connection)) {
            return connection;
        }
        connection.close();
        pool.forget(key);
        return pool.open(key, deadline, hosts);
    }

    /**
     * Has the session judged, and logs in where the terms ask for it. Policy and rule are asked about again after a login: a
     * server may take its time for that.
     *
     * @param inForce whether the terms are still those of now
     * @param domain whose mail it is, for the text of a loop
     */
    public Prepared prepare(SmtpConnection connection, BooleanSupplier inForce, String domain) {
        TlsVerdict verdict = judge(connection);
        if (verdict instanceof TlsVerdict.Violated violated) {
            return unusable(
                    connection,
                    deferred(connection, cause(violated, connection.key().host())));
        }
        if (!inForce.getAsBoolean()) {
            return unusable(connection, deferred(connection, Cause.ruleChanged()));
        }
        if (isLoop(connection)) {
            return unusable(connection, loop(connection, domain));
        }
        var satisfied = (TlsVerdict.Satisfied) verdict;
        if (!connection.owesLogin()) {
            return new Prepared.Ready(satisfied);
        }
        Optional<Cause> unknown = logIn(connection, satisfied);
        return unknown.isPresent()
                ? unusable(connection, deferred(connection, unknown.get()))
                : prepare(connection, inForce, domain);
    }

    /** Returns the outcome for every recipient where no connection to that host came about. */
    public static AttemptOutcome notOpened(Host host, ConversationException e) {
        return new Deferred(e.why(), Evidence.of(host));
    }

    /** Returns the evaluator's verdict on the session that the connection has now, by the clock of now. */
    TlsVerdict judge(SmtpConnection connection) {
        return evaluator.evaluate(connection.key().terms().policy(), connection.session());
    }

    /** Returns what is on record of that connection. */
    Evidence evidence(SmtpConnection connection) {
        return Evidence.of(connection, beyond(connection));
    }

    /** Returns what level {@code secure} would say of it, for the record. */
    Optional<TlsVerdict> beyond(SmtpConnection connection) {
        ConnectionKey key = connection.key();
        return beyond.of(key.terms().policy(), key.host(), connection.session());
    }

    /** @throws RuntimeException if that cannot be told; the connection is closed then */
    private boolean isSatisfied(SmtpConnection connection) {
        try {
            return judge(connection).isSatisfied();
        } catch (RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    private static Prepared unusable(SmtpConnection connection, AttemptOutcome outcome) {
        connection.retire();
        return new Prepared.Unusable(outcome);
    }

    private AttemptOutcome deferred(SmtpConnection connection, Cause cause) {
        return new Deferred(cause, evidence(connection));
    }

    private static Cause cause(TlsVerdict.Violated violated, Host host) {
        return violated.failure() == TlsFailure.STARTTLS_NOT_SUPPORTED
                ? Cause.tls(violated.failure(), "the server " + host + " does not offer encryption", host)
                : Cause.tls(violated, host);
    }

    /** Returns whether the MX host that the connection leads to is this gateway, behind a redirected port or another address. */
    private static boolean isLoop(SmtpConnection connection) {
        return connection.key().host().origin() != Host.Origin.CONFIGURED && connection.isNamedAsWeAre();
    }

    /** RFC 5321 §5.1: final if no server is preferred to this one, and else a reason to ask the others again later. */
    private AttemptOutcome loop(SmtpConnection connection, String domain) {
        Host host = connection.key().host();
        var cause = Cause.of(
                FailureKind.MAIL_LOOP,
                "mail for " + domain + " loops back to this gateway: the server " + host + " calls itself "
                        + connection.key().ourName());
        return host.origin() == Host.Origin.BEST_MX
                ? new Failed(cause, evidence(connection))
                : new Deferred(cause, evidence(connection));
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
            return Optional.of(e.why());
        }
    }
}
