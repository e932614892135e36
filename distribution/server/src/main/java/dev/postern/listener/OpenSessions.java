package dev.postern.listener;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * A listener's connections, so that a stop ends each with 421 and not with silence: at once where the client has the word,
 * after the reply to the content's end where a message is under way. Safe for any thread.
 */
final class OpenSessions {
    /** The handler of a session's commands in its channel. */
    interface Session extends ChannelHandler {
        /** Ends the session if it is idle. Called on the channel's thread. */
        void endIfStopping(ChannelHandlerContext context);
    }

    private final ChannelGroup channels = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private volatile boolean stopping;

    void add(Channel channel) {
        channels.add(channel);
    }

    boolean isStopping() {
        return stopping;
    }

    /** Ends those that are idle, and from now on each that has become so. */
    void stop() {
        stopping = true;
        for (Channel channel : channels) {
            ChannelHandlerContext context = channel.pipeline().context(Session.class);
            if (context != null) { // else it is being closed already
                var session = (Session) context.handler();
                context.executor().execute(() -> session.endIfStopping(context));
            }
        }
    }

    /** Waits until all are ended. */
    void awaitEnd(Duration longest) throws InterruptedException {
        channels.newCloseFuture().await(longest.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Ends what is left, in the middle of a message too: without its 250 it is the client's still. */
    void cut() {
        for (Channel channel : channels) {
            ChannelHandlerContext framing = channel.pipeline().context(SmtpLineDecoder.class);
            if (framing != null) {
                var lines = (SmtpLineDecoder) framing.handler();
                lines.stop(); // what arrives behind the 421 must not complete a message
                Refusal.STOPPING.send(framing, !lines.isInHandshake());
            }
        }
    }
}
