package dev.postern.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LifecycleTest {
    private final List<String> events = new ArrayList<>();

    private Service service(StartPhase phase, String name) {
        return Service.of(phase, () -> events.add("start " + name), () -> events.add("stop " + name));
    }

    @Test
    void servicesStartByPhaseAndThenInTheOrderOfTheirModulesAndStopInReverse() throws StartFailure {
        var lifecycle = new Lifecycle(List.of(
                service(StartPhase.INTAKE, "intake"),
                service(StartPhase.WATCHES, "disk"),
                service(StartPhase.QUEUES, "queues"),
                service(StartPhase.WATCHES, "files")));

        lifecycle.start();
        lifecycle.stop();

        assertThat(events)
                .containsExactly(
                        "start queues",
                        "start disk",
                        "start files",
                        "start intake",
                        "stop intake",
                        "stop files",
                        "stop disk",
                        "stop queues");
    }

    @Test
    void aStartThatFailsStopsWhatWasStartedAndNothingElse() {
        var failure = new StartFailure(ExitStatus.UNAVAILABLE, "no port", new IllegalStateException());
        var lifecycle = new Lifecycle(List.of(
                service(StartPhase.QUEUES, "queues"),
                service(StartPhase.ADMIN, "admin"),
                Service.of(
                        StartPhase.LISTENERS,
                        () -> {
                            throw failure;
                        },
                        () -> events.add("stop listeners")),
                service(StartPhase.DELIVERY, "delivery")));

        assertThatThrownBy(lifecycle::start).isSameAs(failure);
        assertThat(events).containsExactly("start queues", "start admin", "stop admin", "stop queues");
    }

    @Test
    void whatOneServiceThrowsKeepsNoOtherFromStopping() throws StartFailure {
        var lifecycle = new Lifecycle(
                List.of(service(StartPhase.QUEUES, "queues"), Service.of(StartPhase.ADMIN, () -> {}, () -> {
                    throw new IllegalStateException("stuck");
                })));

        lifecycle.start();
        lifecycle.stop();

        assertThat(events).containsExactly("start queues", "stop queues");
    }

    @Test
    void aSecondStopDoesNothing() throws StartFailure {
        var lifecycle = new Lifecycle(List.of(service(StartPhase.QUEUES, "queues")));

        lifecycle.start();
        lifecycle.stop();
        lifecycle.stop();

        assertThat(events).containsExactly("start queues", "stop queues");
    }
}
