package dev.postern.admin;

import com.google.common.base.Ticker;
import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import dev.postern.address.AddressText;
import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts and logs the invalid tokens that each address sent, in a table of bounded size. Safe for any thread. */
public final class FailedAttempts {
    static final Duration PERIOD = Duration.ofMinutes(1);
    /** The limit protects the log and the processor; guessing a token is hopeless at any rate. */
    static final int LIMIT = 10;

    static final int MOST_ADDRESSES = 1000;

    private static final Logger LOGGER = LoggerFactory.getLogger(FailedAttempts.class);

    private final Cache<InetAddress, AtomicInteger> counts;

    public FailedAttempts(Ticker ticker) {
        counts = CacheBuilder.newBuilder()
                .maximumSize(MOST_ADDRESSES)
                .expireAfterWrite(PERIOD)
                .concurrencyLevel(1)
                .ticker(ticker)
                .build();
    }

    /**
     * Counts one more.
     *
     * @param request for the log
     * @return false if that address has sent too many within {@link #PERIOD}; then it is not logged
     */
    boolean isWithinLimit(InetAddress client, String request) {
        // A program here may connect from any of 2^24 loopback addresses, and is one all the same.
        InetAddress counted = client.isLoopbackAddress() ? InetAddress.getLoopbackAddress() : client;
        int count = counts.asMap()
                .computeIfAbsent(counted, any -> new AtomicInteger())
                .incrementAndGet();
        if (count <= LIMIT) {
            LOGGER.warn(
                    "Rejected an invalid admin token: address={} request=\"{}\"{}",
                    AddressText.of(client),
                    request,
                    count == LIMIT ? "; logging no more of this address for " + PERIOD.toSeconds() + " s" : "");
        }
        return count <= LIMIT;
    }

    /** Returns how many addresses are in the table. */
    long size() {
        counts.cleanUp();
        return counts.size();
    }
}
