package dev.postern.listener;

import com.google.common.base.Ticker;
import dev.postern.connection.ClientDeadline;
import dev.postern.connection.ClientTime;
import dev.postern.connection.DataSynchronization;
import dev.postern.connection.FlowControl;
import dev.postern.connection.SessionTimeouts;
import dev.postern.proxy.ProxyHeader;
import dev.postern.proxy.TrustedProxies;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.concurrent.EventExecutorGroup;
import java.util.function.Supplier;
import org.apache.james.protocols.netty.AbstractChannelPipelineFactory;
import org.apache.james.protocols.netty.HandlerConstants;

/**
 * What stands between a connection's socket and the command handlers.
 *
 * <p>TLS, limits and deadlines work on the IO thread; lines and commands on one thread of the executor group. Nothing on
 * the executor stands in the way of what is written, so that a reply is on the wire before TLS starts behind it.
 */
@Sharable
final class SmtpPipeline extends AbstractChannelPipelineFactory<SocketChannel> {
    private final Supplier<SmtpChannelHandler> handlers;
    private final ListenerEncryption encryption;
    private final ConnectionLimit limit;
    private final TrustedProxies proxies;
    private final SessionTimeouts timeouts;
    private final EventExecutorGroup executors;
    private final OpenSessions sessions;

    SmtpPipeline(
            Supplier<SmtpChannelHandler> handlers,
            ListenerEncryption encryption,
            ConnectionLimit limit,
            TrustedProxies proxies,
            SessionTimeouts timeouts,
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
        this.proxies = proxies;
        this.timeouts = timeouts;
        this.executors = executors;
        this.sessions = sessions;
    }

    @Override
    protected void initChannel(SocketChannel channel) {
        boolean implicitTls = encryption.supportsEncryption() && !encryption.isStartTLS();
        SmtpChannelHandler commands = handlers.get();
        var time = new ClientTime(timeouts, Ticker.systemTicker());
        var lines = new SmtpLineDecoder(implicitTls, commands, commands.takesBlocks(), time);
        commands.countOn(time);

        FlowControl.configure(channel.config()); // SmtpChannelHandler asks for more
        ChannelPipeline pipeline = channel.pipeline();
        if (proxies.contain(channel.remoteAddress())) {
            ProxyHeader.await(pipeline, limit.visitOfProxy(channel.remoteAddress()));
        }
        pipeline.addLast(HandlerConstants.CONNECTION_LIMIT_HANDLER, limit);
        pipeline.addLast(FlowControl.NAME, new FlowControl());
        if (implicitTls) {
            pipeline.addLast(HandlerConstants.SSL_HANDLER, encryption.sslHandler(channel));
        }
        pipeline.addLast(new DataSynchronization());
        pipeline.addLast(HandlerConstants.TIMEOUT_HANDLER, new ClientDeadline(time, timeouts, (context, overdue) -> {
            lines.stop();
            Refusal.of(overdue).send(context, !lines.isInHandshake());
        }));
        pipeline.addLast(executors, HandlerConstants.FRAMER, lines);
        pipeline.addLast(executors, HandlerConstants.CORE_HANDLER, commands);
        sessions.add(channel);
    }

    @Override
    protected ChannelInboundHandlerAdapter createHandler() {
        return handlers.get();
    }
}
