package dev.postern.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.postern.tracking.Decision.Direction;
import dev.postern.tracking.Decision.Outcome;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

class DecisionLogTest {
    private final Logger logger = (Logger) LoggerFactory.getLogger("dev.postern.decision");
    private final ListAppender<ILoggingEvent> events = new ListAppender<>();

    @BeforeEach
    void listen() {
        events.start();
        logger.addAppender(events);
    }

    @AfterEach
    void stop() {
        logger.detachAppender(events);
    }

    private static Decision decision(Outcome outcome, Optional<String> certificate, Optional<String> reason) {
        return new Decision(
                Direction.INBOUND,
                "Mail1",
                "contoso",
                "secure",
                Optional.of("TLSv1.3"),
                Optional.of("TLS_AES_256_GCM_SHA384"),
                certificate,
                outcome,
                reason.map(text -> "certificate-host-mismatch"),
                reason);
    }

    @Test
    void oneLineInAFixedOrder() {
        new DecisionLog()
                .write(decision(Outcome.REFUSED, Optional.of("mx.fabrikam.test"), Optional.of("it is for \"mx\"")));

        assertThat(events.list)
                .singleElement()
                .satisfies(event -> assertThat(event.getFormattedMessage())
                        .isEqualTo("inbound message=Mail1 partner=contoso wanted=secure version=TLSv1.3"
                                + " cipher=TLS_AES_256_GCM_SHA384 certificate=mx.fabrikam.test verdict=refused"
                                + " token=certificate-host-mismatch reason=\"it is for 'mx'\""));
    }

    @ParameterizedTest
    @EnumSource(Outcome.class)
    void whatKeptMailFromTravellingIsAWarning(Outcome outcome) {
        new DecisionLog().write(decision(outcome, Optional.empty(), Optional.empty()));

        boolean travelled =
                Set.of(Outcome.ACCEPTED, Outcome.EXEMPT, Outcome.DELIVERED).contains(outcome);
        assertThat(events.list).singleElement().satisfies(event -> {
            assertThat(event.getLevel()).isEqualTo(travelled ? Level.INFO : Level.WARN);
            assertThat(event.getFormattedMessage()).contains("certificate=none");
        });
    }

    @Test
    void aPeerCannotForgeALineOrAKey() {
        new DecisionLog()
                .write(decision(
                        Outcome.REFUSED,
                        Optional.of("x verdict=accepted\r\ninbound"),
                        Optional.of("bad\nthing\u2028\u0085\u202e\" verdict=accepted")));

        String line = events.list.get(0).getFormattedMessage();
        assertThat(line).contains("certificate=x?verdict=accepted").doesNotContainPattern("[\\p{Cc}\\p{Cf}\\p{Zl}]");
        assertThat(line.chars().filter(c -> c == '"').count()).isEqualTo(2);
    }
}
