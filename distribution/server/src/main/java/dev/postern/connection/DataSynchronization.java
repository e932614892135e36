package dev.postern.connection;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.nio.AbstractNioChannel.NioUnsafe;
import io.netty.util.ReferenceCountUtil;

/**
 * Finds what a client has sent already when the gateway is about to ask for content: DATA is the last command of a group (RFC
 * 2920 §3.1), and its client waits for 354. Content may lie in the socket, or have left it and be on its way to the line
 * decoder, as one read brings several TLS records. Stands behind TLS, so that only bytes of the client's count. One for each
 * connection, on the socket's event loop.
 */
public final class DataSynchronization extends ChannelInboundHandlerAdapter {
    private boolean looking;
    private boolean early;
    private long handedOn;

    /**
     * Returns true if the client has sent more than the line decoder had received when it gave out DATA. From then on nothing
     * is handed on. To be called on the event loop, right before 354 is written.
     *
     * @param received how many bytes the line decoder had received
     */
    public boolean isContentEarly(Channel channel, long received) {
        early |= handedOn > received;
        if (!early && channel.unsafe() instanceof NioUnsafe socket) {
            looking = true;
            try {
                socket.read(); // does not wait
            } finally {
                looking = false;
            }
        }
        return early;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object bytes) throws Exception {
        early |= looking;
        if (early) {
            ReferenceCountUtil.release(bytes);
        } else {
            handedOn += bytes instanceof ByteBuf buffer ? buffer.readableBytes() : 0;
            super.channelRead(context, bytes);
        }
    }
}
