package dev.postern.connection;

import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.WriteBufferWaterMark;

/**
 * Reads from a socket only while what was written to it can be sent: a client that reads no replies is not read either. Stands
 * between the socket and TLS, whose own reads wait as well, so that neither replies nor what TLS itself has to say (key
 * updates, alerts) pile up. One for each connection, on the socket's event loop.
 */
public final class FlowControl extends ChannelDuplexHandler {
    /** The name of the handler in the pipeline; TLS comes right behind it. */
    public static final String NAME = "flowControl";

    /** Bytes of unsent replies at which reading ends, and below which it goes on. */
    private static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(8 << 10, 32 << 10);

    private boolean wanted;

    /** Has the connection read on demand only, and counts its unsent replies. */
    public static void configure(ChannelConfig connection) {
        connection.setAutoRead(false).setWriteBufferWaterMark(WATER_MARK);
    }

    @Override
    public void read(ChannelHandlerContext context) {
        if (context.channel().isWritable()) {
            context.read();
        } else {
            wanted = true;
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) throws Exception {
        if (wanted && context.channel().isWritable()) {
            wanted = false;
            context.read();
        }
        super.channelWritabilityChanged(context);
    }
}
