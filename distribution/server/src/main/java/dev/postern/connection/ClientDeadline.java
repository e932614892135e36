package dev.postern.connection;

import com.google.common.collect.Comparators;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/**
 * Ends a connection whose client has used up its {@link ClientTime}. Stands behind TLS, where it sees the bytes of commands and
 * content, and runs on the socket's event loop. One for each connection.
 */
public final class ClientDeadline extends ChannelDuplexHandler {
    private static final Duration SOON = Duration.ofMillis(100);

    private final ClientTime time;
    private final Duration longestWait;
    private final BiConsumer<ChannelHandlerContext, Overdue> end;
    private Optional<ScheduledFuture<?>> next = Optional.empty();
    private boolean ended;

    /** @param end replies and closes; nothing more of the client's is handed on */
    public ClientDeadline(ClientTime time, SessionTimeouts timeouts, BiConsumer<ChannelHandlerContext, Overdue> end) {
        this.time = time;
        this.longestWait = Comparators.min(timeouts.command(), timeouts.transaction());
        this.end = end;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) throws Exception {
        time.awaitClient();
        look(context);
        super.channelActive(context);
    }

    @Override
    public void read(ChannelHandlerContext context) throws Exception {
        time.awaitClient();
        super.read(context);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object bytes) throws Exception {
        if (ended) {
            ReferenceCountUtil.release(bytes);
            return;
        }
        time.received(((ByteBuf) bytes).readableBytes());
        super.channelRead(context, bytes);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) throws Exception {
        next.ifPresent(look -> look.cancel(false));
        super.channelInactive(context);
    }

    private void look(ChannelHandlerContext context) {
        Optional<Overdue> overdue = time.overdue();
        if (overdue.isEmpty()) {
            Duration wait = Comparators.max(SOON, Comparators.min(time.left(), longestWait));
            next = Optional.of(
                    context.executor().schedule(() -> look(context), wait.toMillis(), TimeUnit.MILLISECONDS));
        } else if (context.channel().isActive()) {
            ended = true;
            end.accept(context, overdue.get());
        }
    }
}
