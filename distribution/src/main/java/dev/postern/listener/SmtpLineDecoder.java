package dev.postern.listener;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ByteProcessor;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Cuts what a client sends into SMTP lines, each with its CRLF, and ends connections on which clear text and TLS, or one
 * line and the next, could be mistaken for each other.
 *
 * <p>Only CRLF ends a line (RFC 5321 §2.3.8). A CR or LF alone, which other servers take for an end of line and so for an
 * end of data (SMTP smuggling), and NUL are refused, in commands and in content.
 *
 * <p>Once STARTTLS is accepted ({@link #startTls}) no byte may arrive until the handshake is done: what does arrive was
 * sent in clear, and may be somebody else's (RFC 3207 §6, CVE-2011-0411). It is not enough to look at what stands behind
 * STARTTLS in its packet. What follows in a packet of its own may have been read off the socket before TLS was put in
 * front of it, so that it gets here in clear although TLS looks started. {@link SslHandshakeCompletionEvent} comes
 * behind every such byte and before the first decrypted one, and is what tells them apart.
 *
 * <p>Confined to the connection's executor, on which the command handlers run as well: a line is handled, and STARTTLS
 * accepted, before the next one is cut.
 */
final class SmtpLineDecoder extends ByteToMessageDecoder {
    /** More than the 512 of RFC 5321 §4.5.3.1.4, for ESMTP parameters. */
    static final int MAX_COMMAND_LINE = 4096;

    /** RFC 5321 §4.5.3.1.6 says 1000; mail with longer lines is common, and base64 of AUTH is 12288 (RFC 4954 §4.2). */
    static final int MAX_CONTENT_LINE = 65536;

    private enum Phase {
        CLEAR,
        HANDSHAKE,
        ENCRYPTED
    }

    private static final ByteProcessor SPECIAL = octet -> octet != '\r' && octet != '\n' && octet != 0;

    private final BooleanSupplier inContent;
    private volatile Phase phase;
    private boolean ended;
    /** How much of the unread bytes is known to hold no end of line. */
    private int scanned;

    /**
     * @param implicitTls whether the connection begins with a TLS handshake
     * @param inContent whether the next line is content rather than a command
     */
    SmtpLineDecoder(boolean implicitTls, BooleanSupplier inContent) {
        this.phase = implicitTls ? Phase.HANDSHAKE : Phase.CLEAR;
        this.inContent = inContent;
    }

    /** Whether what is read now came encrypted: the handshake is done. For any thread. */
    boolean isEncrypted() {
        return phase == Phase.ENCRYPTED;
    }

    boolean isInHandshake() {
        return phase == Phase.HANDSHAKE;
    }

    /**
     * From now on only a TLS handshake may arrive. To be called before 220 is written.
     *
     * @return false if something stands behind STARTTLS already: the connection is ended, and 220 must not be sent
     */
    boolean startTls(ChannelHandlerContext context) {
        if (ended || actualReadableBytes() > 0) {
            end(context, Refusal.CLEAR_TEXT_BEHIND_STARTTLS);
            return false;
        }
        phase = Phase.HANDSHAKE;
        return true;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
        if (event instanceof SslHandshakeCompletionEvent handshake && handshake.isSuccess() && !ended) {
            phase = Phase.ENCRYPTED;
        }
        super.userEventTriggered(context, event);
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        if (ended) {
            in.skipBytes(in.readableBytes());
            return;
        }
        if (phase == Phase.HANDSHAKE) {
            end(context, Refusal.CLEAR_TEXT_BEHIND_STARTTLS);
            return;
        }
        int from = in.readerIndex() + scanned;
        int at = in.forEachByte(from, in.writerIndex() - from, SPECIAL);
        int length = (at < 0 ? in.writerIndex() : at) - in.readerIndex();
        if (length > (inContent.getAsBoolean() ? MAX_CONTENT_LINE : MAX_COMMAND_LINE)) {
            end(context, Refusal.LINE_TOO_LONG);
        } else if (at < 0 || (in.getByte(at) == '\r' && at + 1 == in.writerIndex())) {
            scanned = length; // the line goes on, or its CR waits for its LF
        } else if (in.getByte(at) == '\r' && in.getByte(at + 1) == '\n') {
            scanned = 0;
            out.add(in.readRetainedSlice(length + 2));
        } else {
            end(context, in.getByte(at) == 0 ? Refusal.NUL : Refusal.BARE_CR_OR_LF);
        }
    }

    private void end(ChannelHandlerContext context, Refusal refusal) {
        ended = true;
        refusal.send(context, phase != Phase.HANDSHAKE);
    }
}
