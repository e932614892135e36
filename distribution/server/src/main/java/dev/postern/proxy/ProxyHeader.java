package dev.postern.proxy;

import com.google.common.net.InetAddresses;
import dev.postern.visit.Visit;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.haproxy.HAProxyCommand;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import io.netty.handler.codec.haproxy.HAProxyProxiedProtocol;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds a proxy's connection back until its PROXY header is there, before TLS, limits and greeting; closes it without a word if
 * the header is absent, wrong or late. A header for no client ({@code LOCAL}, {@code UNKNOWN}), which health checks send, is
 * accepted: the client is the proxy then, and {@link ClientAddress#unknown}. One for each connection, on its event loop.
 */
public final class ProxyHeader extends ChannelInboundHandlerAdapter {
    /** As Postfix's {@code smtpd_upstream_proxy_timeout}. */
    static final Duration LONGEST = Duration.ofSeconds(5);

    private static final Logger LOGGER = LoggerFactory.getLogger(ProxyHeader.class);

    private Optional<ScheduledFuture<?>> deadline = Optional.empty();

    private final Visit visit;

    private ProxyHeader(Visit visit) {
        this.visit = visit;
    }

    /**
     * Puts what awaits the header at the head of a connection's pipeline.
     *
     * @param visit is told if it is closed for its header
     */
    public static void await(ChannelPipeline pipeline, Visit visit) {
        pipeline.addLast(new HAProxyMessageDecoder());
        pipeline.addLast(new ProxyHeader(visit));
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        deadline = Optional.of(context.executor()
                .schedule(
                        () -> end(context, "it sent no PROXY header within " + LONGEST.toSeconds() + " s"),
                        LONGEST.toMillis(),
                        TimeUnit.MILLISECONDS));
        context.read();
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        context.read(); // the header is not there yet
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object header) throws Exception {
        if (!(header instanceof HAProxyMessage message)) {
            throw new IllegalStateException("the PROXY header's decoder lets nothing else through");
        }
        try {
            deadline.ifPresent(end -> end.cancel(false));
            Optional<ClientAddress> client = client(context.channel(), message);
            if (client.isEmpty()) {
                end(context, "its PROXY header has no valid client address");
                return;
            }
            client.get().writeTo(context.channel());
            context.fireChannelActive();
            context.pipeline().remove(this);
        } finally {
            message.release();
        }
    }

    private static Optional<ClientAddress> client(Channel channel, HAProxyMessage header) {
        boolean addressed = header.command() == HAProxyCommand.PROXY
                && (header.proxiedProtocol() == HAProxyProxiedProtocol.TCP4
                        || header.proxiedProtocol() == HAProxyProxiedProtocol.TCP6);
        if (!addressed) {
            return channel.remoteAddress() instanceof InetSocketAddress proxy
                    ? Optional.of(new ClientAddress(proxy, true))
                    : Optional.empty();
        }
        String source = header.sourceAddress();
        return source != null && InetAddresses.isInetAddress(source)
                ? Optional.of(new ClientAddress(
                        new InetSocketAddress(InetAddresses.forString(source), header.sourcePort()), false))
                : Optional.empty();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable problem) {
        end(
                context,
                "its PROXY header cannot be read: "
                        + Optional.ofNullable(problem.getMessage())
                                .orElse(problem.getClass().getSimpleName()));
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        deadline.ifPresent(end -> end.cancel(false)); // nobody behind this knows of the connection
        visit.ends();
    }

    private void end(ChannelHandlerContext context, String reason) {
        deadline.ifPresent(late -> late.cancel(false));
        if (visit.fails(reason)) {
            LOGGER.info(
                    "Closing the connection from proxy {}: {}",
                    context.channel().remoteAddress(),
                    reason);
        }
        context.close().addListener(ChannelFutureListener.FIRE_EXCEPTION_ON_FAILURE);
    }
}
