package dev.postern.dsn;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import dev.postern.arrival.Arrival;
import dev.postern.arrival.Arrival.Verdict;
import dev.postern.delivery.MovableClock;
import dev.postern.matchers.Messages;
import dev.postern.partner.LoggedLines;
import dev.postern.tls.TlsSession;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import javax.mail.MessagingException;
import org.apache.mailet.Mail;
import org.junit.jupiter.api.Test;

/** DSNs to made-up senders are bounded; nothing else is ever dropped. */
class DsnQuotaTest {
    private final MovableClock clock = new MovableClock(Instant.parse("2026-01-02T03:04:05Z"));
    private final DsnQuota quota = new DsnQuota(2, clock);

    private static Mail dsn(Origin origin) throws MessagingException {
        Mail mail = Messages.message("", "Subject: Your message was not delivered");
        origin.markOn(mail);
        return mail;
    }

    @Test
    void a_dsn_to_a_stranger_is_dropped_at_the_bound_and_not_before() throws MessagingException {
        assertThat(quota.drops(dsn(Origin.STRANGERS_DSN), 1)).isFalse();
        assertThat(quota.drops(dsn(Origin.STRANGERS_DSN), 2)).isTrue();
    }

    @Test
    void no_other_message_is_dropped_though_it_has_the_null_sender() throws MessagingException {
        assertThat(quota.drops(dsn(Origin.DSN), 1000)).isFalse();
        assertThat(quota.drops(dsn(Origin.NOTICE), 1000)).isFalse();
        assertThat(quota.drops(Messages.message("", "Subject: x"), 1000)).isFalse();
    }

    @Test
    void a_message_that_a_client_sent_is_not_dropped_whatever_it_bears() throws MessagingException {
        Mail mail = dsn(Origin.STRANGERS_DSN);
        Arrival.over(new TlsSession.Clear(), Optional.empty(), Verdict.NO_PARTNER, Optional.empty())
                .writeTo(mail);

        assertThat(quota.drops(mail, 1000)).isFalse();
    }

    @Test
    void a_flood_makes_one_line_a_minute_that_counts() throws MessagingException {
        try (var log = new LoggedLines(DsnQuota.class)) {
            for (int i = 0; i < 100; i++) {
                quota.drops(dsn(Origin.STRANGERS_DSN), 2);
            }
            clock.advance(Duration.ofMinutes(1));
            quota.drops(dsn(Origin.STRANGERS_DSN), 2);

            assertThat(log.at(Level.WARN)).hasSize(2);
            assertThat(log.at(Level.WARN).get(0)).contains("dropped=1 queued=2 max=2");
            assertThat(log.at(Level.WARN).get(1)).contains("dropped=100 ");
        }
    }
}
