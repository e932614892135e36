package dev.postern.reload;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;

/**
 * Tells a closed terminal from {@code kill -HUP}: the kernel sends SIGHUP for both, but takes the controlling terminal away first
 * if it has hung up (tty_ioctl(4), setsid(2)). Services and containers have none. Immutable.
 */
public final class ControllingTerminal {
    private static final Path DEVICE = Path.of("/dev/tty");

    private final BooleanSupplier isThere;
    private final boolean wasThere;

    ControllingTerminal(BooleanSupplier isThere) {
        this.isThere = isThere;
        this.wasThere = isThere.getAsBoolean();
    }

    /** Returns the controlling terminal of this process, as it is now. */
    public static ControllingTerminal ofThisProcess() {
        return new ControllingTerminal(ControllingTerminal::canBeOpened);
    }

    /** Returns whether there was one, and it has hung up since. */
    public boolean hasHungUp() {
        return wasThere && !isThere.getAsBoolean();
    }

    private static boolean canBeOpened() {
        try (var tty = Files.newByteChannel(DEVICE)) {
            return tty.isOpen();
        } catch (IOException e) {
            return false; // ENXIO: the process has no controlling terminal
        }
    }
}
