package dev.postern.listener;

import com.google.common.collect.ConcurrentHashMultiset;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Bounds how many connections a listener has, in all and from one client. A client is an IPv4 address or an IPv6 /64,
 * which is what one host gets (RFC 6177). One for all connections of the listener; safe for any thread.
 */
@Sharable
final class ConnectionLimit extends ChannelInboundHandlerAdapter {
    private final int inAll;
    private final int perClient;
    private final boolean implicitTls;
    private final AtomicInteger connections = new AtomicInteger();
    private final ConcurrentHashMultiset<String> clients = ConcurrentHashMultiset.create();

    /**
     * @param inAll 0: no bound
     * @param perClient 0: no bound
     * @param implicitTls whether a client expects TLS at once, and could not read a reply
     */
    ConnectionLimit(int inAll, int perClient, boolean implicitTls) {
        this.inAll = inAll;
        this.perClient = perClient;
        this.implicitTls = implicitTls;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) throws Exception {
        if (!(context.channel().remoteAddress() instanceof InetSocketAddress remote)) {
            context.close().addListener(ChannelFutureListener.FIRE_EXCEPTION_ON_FAILURE); // gone already
            return;
        }
        String client = client(remote.getAddress());
        int total = connections.incrementAndGet();
        int ofClient = clients.add(client, 1) + 1;
        if (inAll > 0 && total > inAll) {
            uncount(client); // at once: refused connections, however many, keep nobody else out
            Refusal.TOO_MANY_CONNECTIONS.send(context, !implicitTls);
        } else if (perClient > 0 && ofClient > perClient) {
            uncount(client);
            Refusal.TOO_MANY_FROM_ADDRESS.send(context, !implicitTls);
        } else {
            context.channel().closeFuture().addListener(closed -> uncount(client));
            super.channelActive(context);
        }
    }

    private void uncount(String client) {
        connections.decrementAndGet();
        clients.remove(client, 1);
    }

    private static String client(InetAddress address) {
        return address instanceof Inet6Address
                ? HexFormat.of().formatHex(Arrays.copyOf(address.getAddress(), 8))
                : address.getHostAddress();
    }
}
