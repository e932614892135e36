package dev.postern.listener;

import dev.postern.admission.Denial;
import dev.postern.connection.DataSynchronization;
import dev.postern.connection.FlowControl;
import dev.postern.proxy.ClientAddress;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import javax.net.ssl.SSLSession;
import org.apache.james.protocols.api.ProtocolSession;
import org.apache.james.protocols.netty.HandlerConstants;
import org.apache.james.protocols.netty.NettyProtocolTransport;

/**
 * One connection, as James's session sees it. James's own says that TLS has started as soon as STARTTLS is accepted, so
 * that a rule could be checked on a line that came in clear; here it has started when the handshake is done.
 */
final class SmtpTransport extends NettyProtocolTransport {
    private final Channel channel;
    private final ListenerEncryption encryption;
    private final ChannelHandlerContext framing;
    private final SmtpLineDecoder lines;
    private final ClientAddress client;
    private boolean quit;

    /** @param framing where {@code lines} stands in the connection's pipeline */
    SmtpTransport(ListenerEncryption encryption, ChannelHandlerContext framing, SmtpLineDecoder lines) {
        super(framing.channel(), encryption, false);
        this.channel = framing.channel();
        this.encryption = encryption;
        this.framing = framing;
        this.lines = lines;
        this.client = ClientAddress.of(channel)
                .orElseThrow(() -> new IllegalStateException("the connection is gone, or its client is not known yet"));
    }

    @Override
    public InetSocketAddress getRemoteAddress() {
        return client.address();
    }

    /** Returns whether a proxy connected for no client that is known. */
    boolean isClientUnknown() {
        return client.unknown();
    }

    @Override
    public boolean isTLSStarted() {
        return lines.isEncrypted();
    }

    @Override
    public Optional<SSLSession> getSSLSession() {
        return isTLSStarted() ? super.getSSLSession() : Optional.empty();
    }

    @Override
    protected void writeToClient(byte[] bytes, ProtocolSession session, boolean startTls) {
        quit = isReply("221", bytes);
        if (!startTls && isReply("354", bytes)) {
            beginContent(bytes);
            return;
        }
        if (!startTls) {
            super.writeToClient(bytes, session, false);
            return;
        }
        Optional<Denial> denial = encryption.admit(channel);
        if (denial.isPresent()) {
            lines.end(framing, Refusal.of(denial.get()));
        } else if (lines.startTls(framing)) {
            // One task, so that nothing is read off the socket after 220 was written and before TLS stands in front.
            channel.eventLoop().execute(() -> {
                channel.writeAndFlush(Unpooled.wrappedBuffer(bytes))
                        .addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
                channel.pipeline()
                        .addAfter(FlowControl.NAME, HandlerConstants.SSL_HANDLER, encryption.sslHandler(channel));
            });
        }
    }

    /** Asks for content only if none was sent yet. */
    private void beginContent(byte[] reply) {
        if (!lines.beginContent(framing)) {
            return;
        }
        DataSynchronization data = channel.pipeline().get(DataSynchronization.class);
        long received = lines.received();
        channel.eventLoop().execute(() -> {
            if (data != null && data.isContentEarly(channel, received)) {
                lines.stop();
                Refusal.CONTENT_BEFORE_354.send(framing, true);
            } else {
                channel.writeAndFlush(Unpooled.wrappedBuffer(reply))
                        .addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
                framing.executor().execute(lines::contentMayCome); // ahead of all that this loop reads from now on
            }
        });
    }

    private static boolean isReply(String code, byte[] bytes) {
        return new String(bytes, 0, Math.min(bytes.length, code.length()), StandardCharsets.US_ASCII).equals(code);
    }

    /** Behind the last reply, which the client may never read. One that did not ask for the end may still be sending. */
    @Override
    protected void close() {
        lines.stop();
        if (quit) {
            Closing.afterWriteOf(channel.writeAndFlush(Unpooled.EMPTY_BUFFER));
        } else {
            Closing.after(Closing.LINGER, channel);
        }
    }
}
