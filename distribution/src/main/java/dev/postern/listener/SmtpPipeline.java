package dev.postern.listener;

import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.stream.ChunkedWriteHandler;
import io.netty.util.concurrent.EventExecutorGroup;
import java.time.Duration;
import java.util.function.Supplier;
import org.apache.james.protocols.netty.AbstractChannelPipelineFactory;
import org.apache.james.protocols.netty.HandlerConstants;

/**
 * What stands between a connection's socket and the command handlers.
 *
 * <p>TLS and limits work on the IO thread; lines, idle time and commands on one thread of the executor group. Nothing on
 * the executor stands in the way of what is written, so that a reply is on the wire before TLS starts behind it.
 */
@Sharable
final class SmtpPipeline extends AbstractChannelPipelineFactory<SocketChannel> {
    private final Supplier<SmtpChannelHandler> handlers;
    private final ListenerEncryption encryption;
    private final ConnectionLimit limit;
    private final Duration idleTimeout;
    private final EventExecutorGroup executors;
    private final OpenSessions sessions;

    SmtpPipeline(
            Supplier<SmtpChannelHandler> handlers,
            ListenerEncryption encryption,
            ConnectionLimit limit,
            Duration idleTimeout,
            EventExecutorGroup executors,
            OpenSessions sessions) {
        super(
                pipeline -> {
                    throw new IllegalStateException("James's framing is not used");
                },
                executors);
        this.handlers = handlers;
        this.encryption = encryption;
        this.limit = limit;
        this.idleTimeout = idleTimeout;
        this.executors = executors;
        this.sessions = sessions;
    }

    @Override
    protected void initChannel(SocketChannel channel) {
        boolean implicitTls = encryption.supportsEncryption() && !encryption.isStartTLS();
        SmtpChannelHandler commands = handlers.get();
        var lines =
                new SmtpLineDecoder(implicitTls, commands::isInContent, commands::awaitsReply, commands.takesBlocks());

        channel.config().setAutoRead(false); // SmtpChannelHandler asks for more
        ChannelPipeline pipeline = channel.pipeline();
        pipeline.addLast(HandlerConstants.CONNECTION_LIMIT_HANDLER, limit);
        if (implicitTls) {
            pipeline.addLast(HandlerConstants.SSL_HANDLER, encryption.sslHandler(channel));
        }
        pipeline.addLast(HandlerConstants.CHUNK_HANDLER, new ChunkedWriteHandler());
        pipeline.addLast(executors, HandlerConstants.FRAMER, lines);
        pipeline.addLast(executors, HandlerConstants.TIMEOUT_HANDLER, new IdleTimeout(idleTimeout, lines));
        pipeline.addLast(executors, HandlerConstants.CORE_HANDLER, commands);
        sessions.add(channel);
    }

    @Override
    protected ChannelInboundHandlerAdapter createHandler() {
        return handlers.get();
    }
}
