package dev.postern.delivery;

import static dev.postern.delivery.Attempting.IMPATIENT;
import static dev.postern.delivery.Attempting.RECIPIENT;

import dev.postern.attempt.AttemptOutcome;
import dev.postern.attempt.SmtpAttempt;
import dev.postern.smtpclient.ConnectionKey;
import dev.postern.smtpclient.ConnectionPool;
import dev.postern.smtpclient.Deadlines;
import dev.postern.smtpclient.Host;
import dev.postern.smtpclient.SmtpConnection;
import dev.postern.smtpclient.Terms;
import dev.postern.tls.TlsPolicy;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.apache.mailet.Mail;

/** One message after another over connections that are kept, at the times that a test says. */
public final class Kept implements AutoCloseable {
    static final int MESSAGES = 3;
    static final Duration IDLE = Duration.ofSeconds(30);

    public final MovableClock clock = new MovableClock(Instant.now().truncatedTo(ChronoUnit.SECONDS));
    public final ConnectionPool pool =
            new ConnectionPool(IMPATIENT, new Deadlines(), new ConnectionPool.Limits(MESSAGES, IDLE, 2, 10), clock);
    private final SmtpAttempt attempt = Attempting.attempt(pool, clock);

    public AttemptOutcome deliver(TlsPolicy policy, ScriptedSmtpServer server) {
        return deliver(new Terms(policy, Optional.empty()), server);
    }

    public AttemptOutcome deliver(Terms terms, ScriptedSmtpServer server) {
        return deliver(Attempting.mail(RECIPIENT), terms, server).get(RECIPIENT);
    }

    public Attempting.Outcomes deliver(Mail mail, Terms terms, ScriptedSmtpServer server) {
        return Attempting.deliver(attempt, mail, terms, Attempting.hosts(server));
    }

    Attempting.Outcomes deliver(Mail mail, Terms terms, Host host) {
        return Attempting.deliver(attempt, mail, terms, List.of(host));
    }

    /** @param inForce is asked whether the policy is still the one that is agreed */
    AttemptOutcome deliver(TlsPolicy policy, ScriptedSmtpServer server, BooleanSupplier inForce) {
        var terms = new Terms(policy, Optional.empty());
        return Attempting.deliver(attempt, Attempting.mail(RECIPIENT), terms, Attempting.hosts(server), inForce)
                .get(RECIPIENT);
    }

    /** The connection that rests for that policy; it goes on resting. */
    SmtpConnection resting(TlsPolicy policy, ScriptedSmtpServer server) {
        return resting(new Terms(policy, Optional.empty()), server);
    }

    boolean isResting(Terms terms, ScriptedSmtpServer server) {
        var key = new ConnectionKey(server.host(Attempting.NAME), terms, Attempting.OUR_NAME);
        Optional<SmtpConnection> resting = pool.take(key);
        resting.ifPresent(pool::giveBack);
        return resting.isPresent();
    }

    SmtpConnection resting(Terms terms, ScriptedSmtpServer server) {
        var key = new ConnectionKey(server.host(Attempting.NAME), terms, Attempting.OUR_NAME);
        SmtpConnection resting = pool.take(key).orElseThrow();
        pool.giveBack(resting);
        return resting;
    }

    @Override
    public void close() {
        attempt.close();
    }
}
