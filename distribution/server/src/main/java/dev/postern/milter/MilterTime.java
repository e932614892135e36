package dev.postern.milter;

import com.google.common.base.Ticker;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;

/** The time that filters have left for one message. Not safe for several threads. */
final class MilterTime {
    private final Ticker ticker;
    private final long end;

    MilterTime(Duration all, Ticker ticker) {
        this.ticker = ticker;
        this.end = ticker.read() + all.toNanos();
    }

    /** @throws SocketTimeoutException if none is left */
    Duration left() throws IOException {
        long left = end - ticker.read();
        if (left <= 0) {
            throw new SocketTimeoutException("the filter took too long");
        }
        return Duration.ofNanos(left);
    }
}
