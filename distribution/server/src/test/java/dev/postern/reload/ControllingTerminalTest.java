package dev.postern.reload;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** A SIGHUP is a reload, unless the terminal is gone. */
class ControllingTerminalTest {
    private final AtomicBoolean terminal = new AtomicBoolean(true);

    @Test
    void aTerminalThatWasClosedHasHungUp() {
        var started = new ControllingTerminal(terminal::get);
        assertThat(started.hasHungUp()).isFalse();

        terminal.set(false);

        assertThat(started.hasHungUp()).isTrue();
    }

    @Test
    void aServiceHasNoTerminalThatCouldHangUp() {
        terminal.set(false);

        assertThat(new ControllingTerminal(terminal::get).hasHungUp()).isFalse();
    }
}
