package dev.postern.delivery;

import static dev.postern.delivery.Attempting.IMPATIENT;
import static dev.postern.delivery.Attempting.RECIPIENT;

import dev.postern.tls.TlsPolicy;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.apache.mailet.Mail;

/** One message after another over connections that are kept, at the times that a test says. */
final class Kept implements AutoCloseable {
    static final int MESSAGES = 3;
    static final Duration IDLE = Duration.ofSeconds(30);

    final MovableClock clock = new MovableClock(Instant.now().truncatedTo(ChronoUnit.SECONDS));
    final ConnectionPool pool =
            new ConnectionPool(IMPATIENT, new Deadlines(), new ConnectionPool.Limits(MESSAGES, IDLE, 2, 10), clock);
    private final SmtpAttempt attempt = Attempting.attempt(pool, clock);

    AttemptOutcome deliver(TlsPolicy policy, ScriptedSmtpServer server) {
        return deliver(new Terms(policy, Optional.empty()), server);
    }

    AttemptOutcome deliver(Terms terms, ScriptedSmtpServer server) {
        return deliver(Attempting.mail(RECIPIENT), terms, server).get(RECIPIENT);
    }

    Attempting.Outcomes deliver(Mail mail, Terms terms, ScriptedSmtpServer server) {
        return Attempting.deliver(attempt, mail, terms, Attempting.hosts(server));
    }

    Attempting.Outcomes deliver(Mail mail, Terms terms, Host host) {
        return Attempting.deliver(attempt, mail, terms, List.of(host));
    }

    @Override
    public void close() {
        attempt.close();
    }
}
