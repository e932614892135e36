package dev.postern.listener;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Ends a connection on which no whole line arrived for some time (RFC 5321 §4.5.3.2.7: at least 5 minutes). Lines count,
 * not bytes, so that a client that drips cannot stay.
 *
 * <p>Netty's IdleStateHandler stands in the way of what is written as well; on the executor it would let replies arrive
 * behind the start of TLS.
 */
final class IdleTimeout extends ChannelInboundHandlerAdapter {
    private final long nanos;
    private final SmtpLineDecoder lines;
    private long lastLine;
    private Optional<ScheduledFuture<?>> next = Optional.empty();

    IdleTimeout(Duration timeout, SmtpLineDecoder lines) {
        this.nanos = timeout.toNanos();
        this.lines = lines;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) throws Exception {
        lastLine = System.nanoTime();
        checkIn(context, nanos);
        super.channelActive(context);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object line) throws Exception {
        super.channelRead(context, line);
        lastLine = System.nanoTime(); // the time that the command took is ours
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) throws Exception {
        next.ifPresent(check -> check.cancel(false));
        super.channelInactive(context);
    }

    private void check(ChannelHandlerContext context) {
        long rest = nanos - (System.nanoTime() - lastLine);
        if (rest > 0) {
            checkIn(context, rest);
        } else if (context.channel().isActive()) {
            Refusal.IDLE.send(context, !lines.isInHandshake());
        }
    }

    private void checkIn(ChannelHandlerContext context, long delay) {
        next = Optional.of(context.executor().schedule(() -> check(context), delay, TimeUnit.NANOSECONDS));
    }
}
