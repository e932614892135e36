package dev.postern.listener;

import dev.postern.admission.Denial;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
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

    /** @param framing where {@code lines} stands in the connection's pipeline */
    SmtpTransport(ListenerEncryption encryption, ChannelHandlerContext framing, SmtpLineDecoder lines) {
        super(framing.channel(), encryption, false);
        this.channel = framing.channel();
        this.encryption = encryption;
        this.framing = framing;
        this.lines = lines;
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
                channel.pipeline().addFirst(HandlerConstants.SSL_HANDLER, encryption.sslHandler(channel));
            });
        }
    }

    /** Behind the last reply, which the client may never read. */
    @Override
    protected void close() {
        Closing.afterWriteOf(channel.writeAndFlush(Unpooled.EMPTY_BUFFER));
    }
}
