package dev.postern.listener;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A refused connection ends, whatever its client does. */
class ClosingTest {
    /** A socket whose client never reads: no write ends. */
    private static final class FullWindow extends ChannelOutboundHandlerAdapter {
        @Override
        public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
            ReferenceCountUtil.release(message);
        }
    }

    @ParameterizedTest
    @EnumSource(Refusal.class)
    void aRefusalThatCannotBeWrittenEndsTheConnectionAllTheSame(Refusal refusal) {
        var channel = new EmbeddedChannel(new FullWindow(), new ChannelInboundHandlerAdapter());
        channel.freezeTime();

        refusal.send(channel.pipeline().lastContext(), true);
        channel.advanceTimeBy(Closing.LONGEST.toMillis(), TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();

        assertThat(channel.isOpen()).isFalse();
    }

    @ParameterizedTest
    @EnumSource(Refusal.class)
    void aRefusalLeavesNoTimerBehindOnceTheConnectionIsClosed(Refusal refusal) {
        var channel = new EmbeddedChannel(new ChannelInboundHandlerAdapter());

        refusal.send(channel.pipeline().lastContext(), true);
        channel.close().syncUninterruptibly();
        channel.runPendingTasks();

        assertThat(channel.runScheduledPendingTasks()).isEqualTo(-1);
    }
}
