package dev.postern.testing.process;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Free TCP ports, each given out once. JVMs that run tests side by side have ranges of their own. */
public final class Ports {
    // Below 32768, where Linux begins to number the ports of outgoing connections: nobody takes one meanwhile.
    private static final int RANGE = 3_000;
    private static final int FIRST = 20_000 + RANGE * (Integer.getInteger("postern.fork", 1) - 1) % 12_000;
    private static final int LAST = FIRST + RANGE;
    private static int next = ThreadLocalRandom.current().nextInt(FIRST, LAST);

    private Ports() {}

    /** A port that is free on every address of this host. */
    public static synchronized int free() {
        for (int tried = FIRST; tried < LAST; tried++) {
            next = next + 1 < LAST ? next + 1 : FIRST;
            try (var probe = new ServerSocket(next)) {
                return probe.getLocalPort();
            } catch (IOException e) {
                // taken
            }
        }
        throw new IllegalStateException("no free port between " + FIRST + " and " + LAST);
    }
}
