package dev.postern.thread;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DaemonThreadsTest {
    @Test
    void theyBearTheirNameAndDoNotKeepTheProcess() {
        Thread thread = DaemonThreads.named("back-pressure").newThread(() -> {});

        assertThat(thread.getName()).isEqualTo("back-pressure");
        assertThat(thread.isDaemon()).isTrue();
        assertThat(thread.getState()).isEqualTo(Thread.State.NEW);
    }
}
