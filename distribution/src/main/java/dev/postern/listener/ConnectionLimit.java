package dev.postern.listener;

import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * Turns away whoever connects to one listener when all of them together have as many connections as they may, in all or from
 * one client. One for all connections of the listener; safe for any thread.
 */
@Sharable
final class ConnectionLimit extends ChannelInboundHandlerAdapter {
    private final ConnectionCount connections;
    private final int inAll;
    private final int perClient;
    private final boolean implicitTls;

    /**
     * @param connections of all listeners
     * @param inAll 0: no bound
     * @param perClient 0: no bound
     * @param implicitTls whether a client expects TLS at once, and could not read a reply
     */
    ConnectionLimit(ConnectionCount connections, int inAll, int perClient, boolean implicitTls) {
        this.connections = connections;
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
        InetAddress client = remote.getAddress();
        ConnectionCount.Counted counted = connections.add(client);
        if (inAll > 0 && counted.inAll() > inAll) {
            connections.remove(client); // at once: refused connections, however many, keep nobody else out
            Refusal.TOO_MANY_CONNECTIONS.send(context, !implicitTls);
        } else if (perClient > 0 && counted.ofClient() > perClient) {
            connections.remove(client);
            Refusal.TOO_MANY_FROM_ADDRESS.send(context, !implicitTls);
        } else {
            context.channel().closeFuture().addListener(closed -> connections.remove(client));
            super.channelActive(context);
        }
    }
}
