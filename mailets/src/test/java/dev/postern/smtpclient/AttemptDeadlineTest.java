package dev.postern.smtpclient;

import static dev.postern.delivery.Attempting.CA;
import static dev.postern.delivery.Attempting.NAME;
import static dev.postern.delivery.Attempting.RECIPIENT;
import static dev.postern.delivery.Attempting.SECURE;
import static dev.postern.delivery.Attempting.deferred;
import static dev.postern.delivery.Attempting.delivered;
import static dev.postern.delivery.Attempting.hosts;
import static dev.postern.delivery.Attempting.mail;
import static dev.postern.delivery.ScriptedSmtpServer.SILENCE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.attempt.AttemptOutcome;
import dev.postern.attempt.SmtpAttempt;
import dev.postern.delivery.Attempting;
import dev.postern.delivery.ScriptedSmtpServer;
import dev.postern.recipient.Recipient;
import java.time.Duration;
import java.util.Optional;
import org.apache.mailet.Mail;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** One time for an attempt, over all hosts: each host's own time is longer than these tests may take. */
@Timeout(180)
@Execution(ExecutionMode.CONCURRENT)
class AttemptDeadlineTest {
    private static final Duration LONG = Duration.ofMinutes(5);

    private final ScriptedSmtpServer first = new ScriptedSmtpServer().withTls(CA.issue(NAME));
    private final ScriptedSmtpServer second = new ScriptedSmtpServer().withTls(CA.issue(NAME));
    private final ScriptedSmtpServer third = new ScriptedSmtpServer().withTls(CA.issue(NAME));

    @AfterEach
    void stop() {
        first.close();
        second.close();
        third.close();
    }

    private AttemptOutcome deliver(AttemptDeadline deadline, SmtpAttempt attempt) throws Exception {
        Mail mail = mail(RECIPIENT);
        var outcomes = attempt.deliver(
                mail,
                Recipient.of(mail),
                new Terms(SECURE, Optional.empty()),
                hosts(first, second, third),
                () -> true,
                deadline);
        return new Attempting.Outcomes(outcomes).get(RECIPIENT);
    }

    private static SmtpAttempt attempt(Duration establishing, Duration all) {
        return Attempting.attempt(new SmtpTimeouts(LONG, LONG, LONG, LONG, LONG, establishing, all));
    }

    @Test
    void silentHostsShareTheTimeForEstablishingSessionsAndTheHostBehindThemIsTried() throws Exception {
        first.answering("GREETING", SILENCE);
        second.answering("EHLO", SILENCE);
        SmtpAttempt attempt = attempt(Duration.ofSeconds(9), LONG);
        AttemptDeadline deadline = attempt.begin();

        delivered(deliver(deadline, attempt));
        assertThat(deadline.forSession(1))
                .as("what two silent hosts left of the time for three")
                .isGreaterThan(Duration.ofSeconds(1))
                .isLessThanOrEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void hostsThatAreSlowInTheTransactionHaveOneDeadlineTogether() throws Exception {
        first.answering("MAIL", SILENCE);
        second.answering("MAIL", SILENCE);

        SmtpAttempt attempt = attempt(LONG, Duration.ofSeconds(3));

        assertThat(deferred(deliver(attempt.begin(), attempt)).reason()).contains("time limit exceeded");
        assertThat(third.conversations()).isEmpty();
    }
}
