package dev.postern.listener;

import dev.postern.address.AddressText;
import dev.postern.admission.Admission;
import dev.postern.admission.Client;
import dev.postern.admission.ConnectionLimits;
import dev.postern.admission.Denial;
import dev.postern.proxy.ClientAddress;
import dev.postern.visit.Visit;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Admits a client to one listener, or rejects it, as {@link Admission} decides. One for all connections of the
 * listener; safe for any thread.
 *
 * <p>A refused client holds its socket until its 421 is read or {@link Closing} ends it. Only so many may do so at once;
 * further ones are closed without a reply, so that refusals use up no file descriptors.
 */
@Sharable
final class ConnectionLimit extends ChannelInboundHandlerAdapter {
    /** Refused connections that may wait for their 421 to be read. */
    private static final int MOST_REFUSALS = 200;

    private final Admission admission;
    private final ConnectionLimits limits;
    private final boolean implicitTls;
    private final AtomicInteger beingRefused = new AtomicInteger();

    /**
     * @param admission of all listeners
     * @param implicitTls whether a client expects TLS at once, and could not read a reply
     */
    ConnectionLimit(Admission admission, ConnectionLimits limits, boolean implicitTls) {
        this.admission = admission;
        this.limits = limits;
        this.implicitTls = implicitTls;
    }

    /** Begins to watch a connection whose client the proxy is yet to name. */
    Visit visitOfProxy(InetSocketAddress proxy) {
        return admission.visitOfProxy("proxy " + AddressText.of(proxy.getAddress()));
    }

    @Override
    public void channelActive(ChannelHandlerContext context) throws Exception {
        Channel channel = context.channel();
        Optional<ClientAddress> remote = ClientAddress.of(channel);
        if (remote.isEmpty()) {
            context.close().addListener(ChannelFutureListener.FIRE_EXCEPTION_ON_FAILURE); // gone already
            return;
        }
        Client client = admission.clientAt(remote.get().address().getAddress());
        Optional<Denial> denial = admission.connect(client, limits);
        if (denial.isPresent()) {
            refuse(context, denial.get());
            return;
        }
        channel.closeFuture().addListener(closed -> admission.disconnected(client));
        ConnectedClient.set(channel, client, admission.visit(client, Refusal.client(channel)));
        Optional<Denial> handshake = implicitTls ? admission.beginHandshake(client) : Optional.empty();
        if (handshake.isPresent()) {
            refuse(context, handshake.get());
        } else {
            super.channelActive(context);
        }
    }

    private void refuse(ChannelHandlerContext context, Denial denial) {
        boolean withReply = !implicitTls && beingRefused.incrementAndGet() <= MOST_REFUSALS;
        if (!implicitTls) {
            context.channel().closeFuture().addListener(closed -> beingRefused.decrementAndGet());
        }
        Refusal.of(denial).send(context, withReply);
    }
}
