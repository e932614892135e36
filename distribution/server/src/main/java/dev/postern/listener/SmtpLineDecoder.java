package dev.postern.listener;

import dev.postern.attempt.EightOctets;
import dev.postern.connection.ClientTime;
import dev.postern.content.EndOfData;
import dev.postern.content.LongLine;
import dev.postern.content.Normalization;
import dev.postern.intake.ContentFault;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cuts what a client sends into SMTP lines, each with its CRLF, and ends connections on which clear text and TLS, or one
 * line and the next, could be mistaken for each other.
 *
 * <p>Only CRLF ends a line (RFC 5321 §2.3.8). A CR or LF alone, which other servers take for an end of line and so for an
 * end of data (SMTP smuggling), and NUL are refused: in commands by the end of the connection, in content, which is read on and not
 * kept, by the reply to its true end ({@link EndOfData}). Own servers may be given leave to end lines with LF.
 *
 * <p>Once STARTTLS is accepted ({@link #startTls}) no byte may arrive until the handshake is done: what does arrive was
 * sent in clear, and may be somebody else's (RFC 3207 §6, CVE-2011-0411). It is not enough to look at what stands behind
 * STARTTLS in its packet. What follows in a packet of its own may have been read off the socket before TLS was put in
 * front of it, so that it gets here in clear although TLS looks started. {@link SslHandshakeCompletionEvent} comes
 * behind every such byte and before the first decrypted one, and is what tells them apart.
 *
 * <p>While the client does not read the replies no line is handed on: one packet may hold thousands of commands.
 *
 * <p>Confined to the connection's executor, on which the command handlers run as well: a line is handled, and STARTTLS
 * accepted, before the next one is cut.
 */
final class SmtpLineDecoder extends ByteToMessageDecoder {
    /** More than the 512 of RFC 5321 §4.5.3.1.4, for ESMTP parameters. */
    static final int MAX_COMMAND_LINE = 4096;

    /** RFC 5321 §4.5.3.1.6 says 1000; mail with longer lines is common, and base64 of AUTH is 12288 (RFC 4954 §4.2). */
    static final int MAX_CONTENT_LINE = 65536;

    /** Lines given at once, in octets. */
    private static final int MAX_BLOCK = 65536;

    private enum Phase {
        CLEAR,
        HANDSHAKE,
        ENCRYPTED
    }

    /** How long a client may wait for the reply to what looks like the end of content that is rejected. */
    static final Duration WAIT_AT_LOOK_ALIKE = Duration.ofSeconds(5);

    private static final Logger LOGGER = LoggerFactory.getLogger(SmtpLineDecoder.class);

    private final ContentRules rules;
    private final boolean blocks;
    private final ClientTime time;
    private volatile Phase phase;
    private volatile boolean ended;
    /** Whether DATA was handled, and it is not known yet whether content was sent before its 354. */
    private boolean awaitsContent;
    /** Whether lines wait until the client reads replies. */
    private boolean paused;
    /** How much of the unread bytes is known to hold no end of line. */
    private int scanned;
    /** Whether the empty line behind a message's header section was given, and its end was not. */
    private boolean inBody;
    /** How many bytes have come so far. */
    private long received;
    /** Whether a CRLF ended the last line, so that a dot alone may be the end of data. */
    private boolean afterCrlf = true;
    /** Of content that is rejected: nothing is given but its end. */
    private Optional<EndOfData> rejected = Optional.empty();

    private Optional<LongLine> folded = Optional.empty();
    private final Normalization normalization = new Normalization();
    private long reads;
    private Refusal refusal = Refusal.BARE_CR_OR_LF;

    /**
     * @param implicitTls whether the connection begins with a TLS handshake
     * @param rules of the session; {@link #resume} is called when it awaits no reply any more
     * @param blocks whether lines of content are taken many at once ({@link dev.postern.intake.BlockFilter})
     * @param time learns of each line, and of the time that the client lets us wait for it to read
     */
    SmtpLineDecoder(boolean implicitTls, ContentRules rules, boolean blocks, ClientTime time) {
        this.phase = implicitTls ? Phase.HANDSHAKE : Phase.CLEAR;
        this.rules = rules;
        this.blocks = blocks;
        this.time = time;
    }

    /** Returns whether what is read now came encrypted: the handshake is done. For any thread. */
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

    /**
     * Is to be called before 354 is written. Until {@link #contentMayCome} nothing that arrives is handed on: it may have been on its way
     * from the socket to here already.
     *
     * @return false if content stands behind DATA already: the connection is ended, and 354 must not be sent
     */
    boolean beginContent(ChannelHandlerContext context) {
        if (ended || actualReadableBytes() > 0) {
            end(context, Refusal.CONTENT_BEFORE_354);
            return false;
        }
        awaitsContent = true;
        return true;
    }

    /** 354 is written, and nothing came before it. To be called before what comes behind it is handed to this. */
    void contentMayCome() {
        awaitsContent = false;
    }

    /** Returns how many bytes have arrived here, as lines or not yet. */
    long received() {
        return received;
    }

    /** Hands no more lines on: the last reply is written. For any thread. */
    void stop() {
        ended = true;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
        if (event instanceof SslHandshakeCompletionEvent handshake && handshake.isSuccess() && !ended) {
            phase = Phase.ENCRYPTED;
        }
        super.userEventTriggered(context, event);
    }

    /** Hands the lines on that waited for the client to read. */
    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) throws Exception {
        if (paused && context.channel().isWritable()) {
            paused = false;
            time.work();
            resume(context);
        }
        super.channelWritabilityChanged(context);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object bytes) throws Exception {
        received += bytes instanceof ByteBuf buffer ? buffer.readableBytes() : 0;
        super.channelRead(context, bytes);
    }

    /** While lines are not cut nothing more is read: what a client sends meanwhile stays in the kernel. */
    @Override
    public void channelReadComplete(ChannelHandlerContext context) throws Exception {
        if (paused) {
            discardSomeReadBytes();
        } else if (rules.awaitsReply()) {
            context.fireChannelReadComplete();
        } else {
            super.channelReadComplete(context);
        }
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
        if (rules.awaitsReply()) {
            return; // what came stays here, and channelReadComplete asks for no more
        }
        if (awaitsContent) {
            return; // it came before the 354: the event loop sees so too, and ends the connection
        }
        if (!context.channel().isWritable()) {
            paused = true;
            time.awaitClient();
            return;
        }
        boolean content = rules.isInContent();
        if (content && rejected.isPresent()) {
            readOn(context, rejected.get(), in, out);
            return;
        }
        rejected = Optional.empty();
        int at = special(in, in.readerIndex() + scanned);
        int length = at - in.readerIndex();
        if (content && length > LongLine.WIDTH && folded.isEmpty() && rules.isLenient()) {
            folded = LongLine.of(in, length, !inBody);
            folded.ifPresent(any -> normalization.foldedLine());
        }
        if (folded.isPresent() && folded.get().isMoreThanOne(length)) {
            fold(folded.get(), length, in, out);
        } else if (length > (content ? MAX_CONTENT_LINE : MAX_COMMAND_LINE)) {
            fault(context, ContentFault.LINE_TOO_LONG, content, in, out);
        } else if (at == in.writerIndex() || (in.getByte(at) == '\r' && at + 1 == in.writerIndex())) {
            scanned = length; // the line goes on, or its CR waits for its LF
        } else if (isEndOfLine(in, at)) {
            give(content, in, at, out);
        } else if (in.getByte(at) == '\n' && rules.isLenient()) {
            giveBareLine(content, in, length, out);
        } else {
            fault(context, in.getByte(at) == 0 ? ContentFault.NUL : ContentFault.BARE_CR_OR_LF, content, in, out);
        }
    }

    /** Gives the line that ends there with its CRLF, and in a body those behind it. */
    private void give(boolean content, ByteBuf in, int at, List<Object> out) {
        int length = at - in.readerIndex();
        scanned = 0;
        boolean dotAlone = content && length == 1 && in.getByte(in.readerIndex()) == '.';
        boolean last = dotAlone && afterCrlf;
        afterCrlf = true;
        time.lineEnded();
        if (folded.isPresent()) {
            folded.get().takeRest(in, length, 2).ifPresent(out::add);
            folded = Optional.empty();
            return;
        }
        if (dotAlone && !last) {
            out.add(stuffedDot());
            in.skipBytes(length + 2);
            return;
        }
        if (last) {
            normalization
                    .take()
                    .ifPresent(what -> LOGGER.info("Normalized the lines of a message of an own server: {}", what));
        }
        int longest = rules.isLenient() ? LongLine.WIDTH : MAX_CONTENT_LINE;
        int end = content && blocks && inBody ? endOfBlock(in, at + 2, longest) : at + 2;
        inBody = content && (inBody || length == 0);
        out.add(in.readRetainedSlice(end - in.readerIndex()));
    }

    /** Gives the line that ends in LF alone, with a CRLF. Such a dot alone is text (SMTP smuggling). */
    private void giveBareLine(boolean content, ByteBuf in, int length, List<Object> out) {
        scanned = 0;
        afterCrlf = false;
        normalization.bareLineFeed();
        time.lineEnded();
        if (folded.isPresent()) {
            folded.get().takeRest(in, length, 1).ifPresent(out::add);
            folded = Optional.empty();
        } else if (content && length == 1 && in.getByte(in.readerIndex()) == '.') {
            out.add(stuffedDot());
            in.skipBytes(length + 1);
        } else {
            inBody = content && (inBody || length == 0);
            out.add(Unpooled.buffer(length + 2)
                    .writeBytes(in, length)
                    .writeByte('\r')
                    .writeByte('\n'));
            in.skipBytes(1);
        }
    }

    private void fold(LongLine line, int length, ByteBuf in, List<Object> out) {
        int before = in.readerIndex();
        line.take(in).ifPresent(out::add);
        scanned = length - (in.readerIndex() - before);
    }

    private static ByteBuf stuffedDot() {
        return Unpooled.wrappedBuffer(new byte[] {'.', '.', '\r', '\n'});
    }

    /** Reads content with a fault on to its end, if the session can answer it there; ends the connection if not. */
    private void fault(
            ChannelHandlerContext context, ContentFault fault, boolean content, ByteBuf in, List<Object> out) {
        if (!content || !rules.reject(fault)) {
            end(context, Refusal.of(fault));
            return;
        }
        scanned = 0;
        inBody = false;
        var end = new EndOfData(afterCrlf && folded.isEmpty());
        folded = Optional.empty();
        rejected = Optional.of(end);
        refusal = Refusal.of(fault);
        readOn(context, end, in, out);
    }

    private void readOn(ChannelHandlerContext context, EndOfData end, ByteBuf in, List<Object> out) {
        reads++;
        if (end.find(in)) {
            rejected = Optional.empty();
            afterCrlf = true;
            time.lineEnded();
            var unused = normalization.take();
            out.add(Unpooled.wrappedBuffer(new byte[] {'.', '\r', '\n'}));
        } else if (end.mayBeAtEnd()) {
            // The client may take this for the end and wait for the reply. What follows is no command: it is told, and
            // cut off.
            long last = reads;
            var unused = context.executor()
                    .schedule(
                            () -> {
                                if (last == reads && rejected.isPresent() && !ended) {
                                    end(context, refusal);
                                }
                            },
                            WAIT_AT_LOOK_ALIKE.toMillis(),
                            TimeUnit.MILLISECONDS);
        }
    }

    /** Goes on with what came while lines were not cut, and then reads on. */
    void resume(ChannelHandlerContext context) throws Exception {
        channelRead(context, Unpooled.EMPTY_BUFFER);
        channelReadComplete(context);
    }

    /**
     * Returns the end of the last whole line that can be handled together with the first one. A line that begins with a dot is
     * handled alone, as it may end the message, and the block ends before a line that must be rejected or folded.
     */
    private static int endOfBlock(ByteBuf in, int endOfLine, int longest) {
        int end = endOfLine;
        if (in.getByte(in.readerIndex()) != '.') {
            int most = Math.min(in.writerIndex(), in.readerIndex() + MAX_BLOCK);
            while (end < most && in.getByte(end) != '.') {
                int at = special(in, end);
                if (at + 2 > most || at - end > longest || !isEndOfLine(in, at)) {
                    break;
                }
                end = at + 2;
            }
        }
        return end;
    }

    private static boolean isEndOfLine(ByteBuf in, int at) {
        return in.getByte(at) == '\r' && in.getByte(at + 1) == '\n';
    }

    /** Where the next CR, LF or NUL is; the end of what is there if none is. */
    private static int special(ByteBuf in, int from) {
        int end = in.writerIndex();
        int at = from;
        for (; at + Long.BYTES <= end; at += Long.BYTES) {
            long octets = in.getLongLE(at);
            long found =
                    EightOctets.equal(octets, '\r') | EightOctets.equal(octets, '\n') | EightOctets.equal(octets, 0);
            if (found != 0) {
                return at + EightOctets.first(found);
            }
        }
        while (at < end && in.getByte(at) != '\r' && in.getByte(at) != '\n' && in.getByte(at) != 0) {
            at++;
        }
        return at;
    }

    /** Refuses what was read last and takes no more. */
    void end(ChannelHandlerContext context, Refusal refusal) {
        ended = true;
        refusal.send(context, phase != Phase.HANDSHAKE);
    }
}
