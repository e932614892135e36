package dev.postern.soak;

import java.io.IOException;
import java.net.Socket;
import java.util.concurrent.locks.LockSupport;

/** Closes a socket whose writes may block for good, after some seconds or when its attacker's time is over. */
final class Watchdog {
    private static final long LONGEST_MILLIS = 10_000;

    private final Thread thread;

    Watchdog(Socket socket, Stranger stranger) {
        thread = new Thread(
                () -> {
                    stranger.rest(LONGEST_MILLIS);
                    try {
                        socket.close();
                    } catch (IOException e) {
                        // it is closed already
                    }
                },
                "watchdog");
        thread.setDaemon(true);
        thread.start();
    }

    /** Wakes it: its socket is closed at once. */
    void cancel() {
        LockSupport.unpark(thread);
    }
}
