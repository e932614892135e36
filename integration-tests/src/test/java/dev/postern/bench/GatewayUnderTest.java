package dev.postern.bench;

import java.io.IOException;

/** A mail gateway that relays {@code partner.test} over mandatory TLS to a sink of its own. For one thread. */
interface GatewayUnderTest extends AutoCloseable {
    /** As the table calls it. */
    String name();

    /** Starts it and returns when it accepts mail. */
    void start() throws IOException;

    /** Its first process. */
    long pid() throws IOException;

    /** Where it listens. */
    int port();

    /** Where it delivers. */
    int sinkPort();

    /** Begins to watch its heap; a gateway without one ignores it. */
    default void beginRound() throws IOException {}

    /** Its heap since the round began. */
    default HeapUse heap() throws IOException {
        return HeapUse.NONE;
    }

    /** Stops it. */
    @Override
    void close() throws IOException;
}
