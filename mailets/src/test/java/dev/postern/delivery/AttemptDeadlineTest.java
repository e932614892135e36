package dev.postern.delivery;

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

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One time for an attempt, over all hosts: each host's own time is longer than these tests may take. */
@Timeout(30)
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

    private AttemptOutcome deliver(Duration establishing, Duration all) {
        var timeouts = new SmtpTimeouts(LONG, LONG, LONG, LONG, LONG, establishing, all);
        return Attempting.deliver(
                        Attempting.attempt(timeouts),
                        mail(RECIPIENT),
                        new Terms(SECURE, Optional.empty()),
                        hosts(first, second, third))
                .get(RECIPIENT);
    }

    @Test
    void silentHostsShareTheTimeForEstablishingSessionsAndTheHostBehindThemIsTried() {
        first.answering("GREETING", SILENCE);
        second.answering("EHLO", SILENCE);

        delivered(deliver(Duration.ofSeconds(6), LONG));
    }

    @Test
    void hostsThatAreSlowInTheTransactionHaveOneDeadlineTogether() {
        first.answering("MAIL", SILENCE);
        second.answering("MAIL", SILENCE);

        assertThat(deferred(deliver(LONG, Duration.ofSeconds(3))).reason()).contains("its time was over");
        assertThat(third.conversations()).isEmpty();
    }
}
