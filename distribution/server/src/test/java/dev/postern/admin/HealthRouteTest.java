package dev.postern.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.net.InetAddresses;
import dev.postern.api.Health;
import dev.postern.api.Json;
import dev.postern.thread.Faults;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the health route tells to whom. */
class HealthRouteTest {
    private static final String REASON = "the file system of /var/lib/postern does not answer";

    @Test
    void whoAsksFromElsewhereLearnsNothingOfDirectoriesAndBrokers() {
        assertThat(asked("192.0.2.1", "192.0.2.7")).isEqualTo("{\"status\":\"deferring new mail\"}\n");
        assertThat(asked("2001:db8::1", "2001:db8::7")).isEqualTo("{\"status\":\"deferring new mail\"}\n");
    }

    @Test
    void aProgramOnThisMachineLearnsWhy() {
        String all = "{\"status\":\"deferring new mail\",\"reason\":\"" + REASON + "\"}\n";
        assertThat(asked("127.0.0.1", "127.0.0.1")).isEqualTo(all);
        assertThat(asked("::1", "::1")).isEqualTo(all);
        // The admin port may be bound to one of the machine's own addresses.
        assertThat(asked("192.0.2.7", "192.0.2.7")).isEqualTo(all);
    }

    /** Its script can read what comes from a name that it made to mean this machine. */
    @Test
    void aPageInABrowserHereLearnsNothingOfThem() {
        var route = new HealthRoute(AdminPort.sources("a", true, Optional.of(REASON)));
        var page = new Caller(true, Optional.of("evil.test"), false, false);

        assertThat(route.health(page)).isEqualTo(Health.of(Health.Status.DEFERRING));
    }

    @Test
    void aThreadThatFailsIsNotHealthy() {
        var route = new HealthRoute(AdminPort.sources("a", true, Optional.empty()));
        var thread = new Object();
        Faults.failed(thread, "Counting sheep", new NoClassDefFoundError("as this test wants it"));
        try {
            assertThat(asked(route, "127.0.0.1", "127.0.0.1"))
                    .contains("\"status\":\"failing\"", "Counting sheep failed");
            assertThat(asked(route, "192.0.2.1", "192.0.2.7")).isEqualTo("{\"status\":\"failing\"}\n");
        } finally {
            Faults.works(thread);
        }
    }

    @Test
    void certificatesThatExpireSoonAreToldOnThisMachine() {
        var route = new HealthRoute(new HealthSources(
                "a", () -> true, Optional::empty, () -> List.of("client certificate \"x\""), List::of));

        assertThat(asked(route, "127.0.0.1", "127.0.0.1"))
                .isEqualTo("{\"status\":\"ready\",\"expiring\":[\"client certificate \\\"x\\\"\"]}\n");
        assertThat(asked(route, "192.0.2.1", "192.0.2.7")).isEqualTo("{\"status\":\"ready\"}\n");
    }

    private static String asked(String client, String here) {
        return asked(new HealthRoute(AdminPort.sources("a", true, Optional.of(REASON))), client, here);
    }

    private static String asked(HealthRoute route, String client, String here) {
        return Json.write(route.health(Caller.of(
                InetAddresses.forString(client), InetAddresses.forString(here), Optional.of(here), false, false)));
    }
}
