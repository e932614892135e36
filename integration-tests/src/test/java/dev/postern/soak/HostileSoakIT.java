package dev.postern.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A short {@code ./run bench hostile}: what must hold however fast the machine is. */
class HostileSoakIT {
    private static final int ADDRESSES = 50;

    @Test
    void fiftyStrangersStopNoMailOfAPartnerAndTakeNoMoreThanTheirShare() throws Exception {
        var plan = new SoakRun.Plan(
                Duration.ofSeconds(5),
                Duration.ofSeconds(5),
                Duration.ofSeconds(40),
                ADDRESSES,
                4,
                Duration.ofSeconds(120));
        var out = new PrintWriter(System.out, true, Charset.defaultCharset());
        try (var scene = new SoakSite("hostile-soak")) {
            SoakReport report = new SoakRun(plan, out).run(scene);
            out.println(report);
            assertThat(report.faults()).isEmpty();
        }
    }
}
