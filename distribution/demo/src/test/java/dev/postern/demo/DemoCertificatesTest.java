package dev.postern.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Date;
import org.junit.jupiter.api.Test;

class DemoCertificatesTest {
    private static final Instant THEN = Instant.parse("2031-05-06T07:08:09Z");

    @Test
    void theyAreGoodForAMonthFromWhenTheyAreMade() throws Exception {
        var certificates = new DemoCertificates(Clock.fixed(THEN, ZoneOffset.UTC));

        var leaf = certificates.issue("gw.example.test").chain().get(0);

        assertThat(leaf.getNotBefore()).isBefore(Date.from(THEN));
        assertThat(leaf.getNotAfter()).isEqualTo(Date.from(THEN.plus(Duration.ofDays(30))));
    }
}
