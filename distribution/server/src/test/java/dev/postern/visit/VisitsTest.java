package dev.postern.visit;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class VisitsTest {
    private static final Logger LOGGER = (Logger) LoggerFactory.getLogger(Visits.class);
    private static final String CLOSED = "the client closed the connection";

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Visits visits = new Visits();

    @BeforeEach
    void listen() {
        log.start();
        LOGGER.setLevel(Level.INFO);
        LOGGER.addAppender(log);
    }

    @AfterEach
    void detach() {
        LOGGER.detachAppender(log);
    }

    private List<String> report() {
        log.list.clear();
        visits.report();
        return log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    private void silent(String client) {
        visits.begin(client, false).ends();
    }

    private boolean failing(String client, boolean known, String reason) {
        var visit = visits.begin(client, known);
        boolean logged = visit.fails(reason);
        visit.ends();
        return logged;
    }

    @Test
    void aHundredChecksAreOneLineAndTheNextMinuteBeginsAnew() {
        for (int check = 0; check < 100; check++) {
            silent("192.0.2.1");
        }
        silent("2001:db8::1");

        assertThat(report())
                .containsExactly(
                        "100 connections from 192.0.2.1 brought no mail",
                        "1 connection from 2001:db8::1 brought no mail");
        assertThat(report()).isEmpty();
    }

    @Test
    void theFirstFailureSaysWhyAndTheOthersAreCounted() {
        assertThat(failing("192.0.2.1", false, CLOSED)).isTrue();
        assertThat(failing("192.0.2.1", false, CLOSED)).isFalse();
        assertThat(failing("192.0.2.1", false, "no cipher suites in common")).isTrue();
        silent("192.0.2.1");

        assertThat(report())
                .containsExactly("4 connections from 192.0.2.1 brought no mail, failed=3, last failure: " + CLOSED);
        assertThat(failing("192.0.2.1", false, CLOSED)).as("a minute later").isTrue();
    }

    @Test
    void aFailureThatHasItsLineIsNotToldTwice() {
        failing("192.0.2.1", false, CLOSED);

        assertThat(report()).isEmpty();
    }

    @Test
    void whatFollowsOfAFailureHasNoLineOfItsOwn() {
        var visit = visits.begin("192.0.2.1", false);

        assertThat(visit.fails("it was idle for too long")).isTrue();
        assertThat(visit.fails("Connection reset by peer")).isFalse();
        visit.ends();
        assertThat(report()).isEmpty();
    }

    @Test
    void aConnectionWithAMessageIsNoneOfTheseAndItsFailuresAreAllLogged() {
        for (int message = 0; message < 5; message++) {
            var visit = visits.begin("192.0.2.1", false);
            visit.mailBegins();
            assertThat(visit.fails(CLOSED)).isTrue();
            visit.ends();
        }

        assertThat(report()).isEmpty();
    }

    @Test
    void reasonsThatAreAllDifferentDoNotFillTheLog() {
        int logged = 0;
        for (int i = 0; i < 1_000; i++) {
            logged += failing("192.0.2.1", false, "not an SSL/TLS record: " + i) ? 1 : 0;
        }

        assertThat(logged).isEqualTo(VisitCount.MOST_REASONS);
        assertThat(report()).hasSize(1);
    }

    @Test
    void addressesWithoutEndAreCountedAndNotRememberedAndAPartnersFailureStillHasItsLine() {
        int logged = 0;
        for (int i = 0; i < 3 * Visits.MOST_CLIENTS; i++) {
            logged += failing("stranger-" + i, false, CLOSED) ? 1 : 0;
        }

        assertThat(logged).isEqualTo(Visits.MOST_FAILURES);
        assertThat(failing("198.51.100.1", true, CLOSED)).isTrue();
        assertThat(failing("198.51.100.1", true, CLOSED)).isFalse();
        List<String> lines = report();
        assertThat(lines).hasSize(Visits.MOST_LINES + 1);
        assertThat(lines.get(0)).startsWith("2 connections from 198.51.100.1 brought no mail, failed=2");
        int others = 3 * Visits.MOST_CLIENTS - Visits.MOST_FAILURES - (Visits.MOST_LINES - 1);
        assertThat(lines.get(Visits.MOST_LINES))
                .isEqualTo(others + " connections from other addresses brought no mail");
    }
}
