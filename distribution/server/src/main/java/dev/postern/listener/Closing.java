package dev.postern.listener;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Closes connections within a bounded time, whether or not the client reads the last reply. Safe for any thread. */
final class Closing {
    /** The time that a client has to make room in its window for the last reply. */
    static final Duration LONGEST = Duration.ofSeconds(5);

    /** Closing with bytes unread resets the connection, and the client may lose the reply: it has this time to read. */
    static final Duration LINGER = Duration.ofSeconds(1);

    private Closing() {}

    /** Closes the connection once a reply is written, and after {@link #LONGEST} if it cannot be written. */
    static void afterWriteOf(ChannelFuture reply) {
        reply.addListener(written -> now(reply.channel()));
        after(LONGEST, reply.channel());
    }

    /**
     * Closes the connection after a delay. The timer is the socket's: a command that blocks the connection's executor does
     * not delay it.
     */
    static void after(Duration delay, Channel channel) {
        var timer = channel.eventLoop().schedule(() -> now(channel), delay.toMillis(), TimeUnit.MILLISECONDS);
        channel.closeFuture().addListener(closed -> timer.cancel(false));
    }

    static void now(Channel channel) {
        channel.close().addListener(ChannelFutureListener.FIRE_EXCEPTION_ON_FAILURE);
    }
}
