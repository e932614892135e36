package dev.postern.listener;

import dev.postern.connection.ClientTime;
import dev.postern.inbound.PendingReply;
import dev.postern.intake.BlockFilter;
import dev.postern.intake.ContentFailure;
import dev.postern.intake.ContentFault;
import dev.postern.visit.Visit;
import dev.postern.xclient.XclientCommand;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import javax.net.ssl.SSLException;
import org.apache.james.lifecycle.api.LifecycleUtil;
import org.apache.james.protocols.api.Protocol;
import org.apache.james.protocols.api.ProtocolSession;
import org.apache.james.protocols.api.ProtocolSession.State;
import org.apache.james.protocols.netty.BasicChannelInboundHandler;
import org.apache.james.protocols.smtp.SMTPSession;
import org.apache.james.protocols.smtp.core.DataLineFilter;
import org.apache.james.protocols.smtp.core.SMTPMDCContextFactory;
import org.apache.james.smtpserver.ExtendedSMTPSession;
import org.apache.james.smtpserver.SMTPConstants;
import org.apache.james.smtpserver.netty.SmtpMetrics;
import org.apache.james.util.MDCBuilder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands the lines of one connection to James's command handlers. Confined to the connection's executor. */
final class SmtpChannelHandler extends BasicChannelInboundHandler implements ContentRules, OpenSessions.Session {
    private static final Logger LOGGER = LoggerFactory.getLogger(SmtpChannelHandler.class);

    private static final String MAIL = "MAIL";

    private final SmtpMetrics metrics;
    private final ListenerEncryption encryption;
    private final OpenSessions sessions;
    private final boolean lenient;
    private final boolean answersFaults;
    private final boolean blocks;
    private Optional<ProtocolSession> current = Optional.empty();
    private Optional<ClientTime> time = Optional.empty();
    private Optional<Visit> visit = Optional.empty();
    private int lineHandlers;
    private boolean ended;
    private boolean awaitsReply;
    private boolean handshakeFailed;
    private boolean counted;

    /** @param lenient whether own servers' lines are put right */
    SmtpChannelHandler(
            Protocol protocol,
            ListenerEncryption encryption,
            SmtpMetrics metrics,
            OpenSessions sessions,
            boolean lenient) {
        super(new WithoutHostName(), protocol, encryption, false);
        this.metrics = metrics;
        this.encryption = encryption;
        this.sessions = sessions;
        this.lenient = lenient;
        this.answersFaults = !chain.getHandlers(ContentFailure.class).isEmpty();
        this.blocks = chain.getHandlers(DataLineFilter.class).stream().allMatch(BlockFilter.class::isInstance);
        resultHandlers.add((session, response, executionTime, handler) -> {
            metrics.getCommandsMetric().increment();
            return response;
        });
    }

    /** James asks DNS for every client's name to have it in the log; a slow DNS server would stall every session. */
    private static final class WithoutHostName extends SMTPMDCContextFactory {
        @Override
        public MDCBuilder onBound(Protocol protocol, ChannelHandlerContext context) {
            return MDCBuilder.create()
                    .addToContext(MDCBuilder.PROTOCOL, protocol.getName())
                    .addToContext(MDCBuilder.IP, Refusal.client(context.channel()));
        }
    }

    @Override
    protected ProtocolSession createSession(ChannelHandlerContext context) {
        ChannelHandlerContext framing = context.pipeline().context(SmtpLineDecoder.class);
        var transport = new SmtpTransport(encryption, framing, (SmtpLineDecoder) framing.handler());
        ProtocolSession session = protocol.newSession(transport);
        current = Optional.of(session);
        if (transport.isClientUnknown()) {
            smtpSession().ifPresent(any -> {
                any.setRelayingAllowed(false);
                XclientCommand.distrust(any);
            });
        }
        return session;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) throws Exception {
        visit = ConnectedClient.visit(context.channel());
        metrics.getConnectionMetric().increment();
        counted = true;
        super.channelActive(context);
        endIfStopping(context);
        context.read();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object line) throws Exception {
        if (ended) {
            ReferenceCountUtil.release(line); // came behind the line that was answered with 421
            return;
        }
        if (!isInContent() && isMail(line)) {
            visit.ifPresent(Visit::mailBegins);
        }
        super.channelRead(context, line);
        awaitReply(context);
        endIfStopping(context);
    }

    /** James leaves out blanks before a command. */
    private static boolean isMail(Object line) {
        if (!(line instanceof ByteBuf octets)) {
            return false;
        }
        int start = octets.forEachByte(octet -> octet >= 0 && octet <= ' ');
        return start >= 0
                && octets.writerIndex() - start >= MAIL.length()
                && octets.toString(start, MAIL.length(), StandardCharsets.ISO_8859_1)
                        .equalsIgnoreCase(MAIL);
    }

    /** Handles no further line while the reply to this one is not known yet, and holds no thread. */
    private void awaitReply(ChannelHandlerContext context) {
        session(context).flatMap(PendingReply::of).ifPresent(pending -> {
            awaitsReply = true;
            time.ifPresent(ClientTime::replyPends);
            var unused =
                    pending.known().whenCompleteAsync((known, failure) -> resume(context, pending), context.executor());
        });
    }

    private void resume(ChannelHandlerContext context, PendingReply pending) {
        awaitsReply = false;
        time.ifPresent(ClientTime::replyIsKnown);
        if (ended || session(context).isEmpty()) {
            return; // told to go, or gone, meanwhile
        }
        ChannelHandlerContext framing = context.pipeline().context(SmtpLineDecoder.class);
        try {
            channelRead(context, Unpooled.wrappedBuffer(pending.line()));
            ((SmtpLineDecoder) framing.handler()).resume(framing);
        } catch (Exception e) {
            context.pipeline().fireExceptionCaught(e);
        }
    }

    private static Optional<ProtocolSession> session(ChannelHandlerContext context) {
        return Optional.ofNullable(context.channel().attr(SESSION_ATTRIBUTE_KEY).get())
                .filter(ProtocolSession.class::isInstance)
                .map(ProtocolSession.class::cast);
    }

    /** Returns whether the reply to the last line is not known yet. */
    @Override
    public boolean awaitsReply() {
        return awaitsReply;
    }

    /** Says 421 and closes if the gateway stops and no message is under way (RFC 5321 §3.8). */
    @Override
    public void endIfStopping(ChannelHandlerContext context) {
        if (sessions.isStopping() && !isInContent() && !ended) {
            ended = true;
            Refusal.STOPPING.send(context, !isInHandshake(context));
        }
    }

    static boolean isInHandshake(ChannelHandlerContext context) {
        SmtpLineDecoder lines = context.pipeline().get(SmtpLineDecoder.class);
        return lines == null || lines.isInHandshake();
    }

    /** A client that {@link ConnectionLimit} did not let in has no session: no handler of disconnects is told of its end. */
    @Override
    public void channelInactive(ChannelHandlerContext context) throws Exception {
        ConnectedClient.visit(context.channel()).ifPresent(Visit::ends); // behind the failure of a handshake, if any
        if (counted) {
            counted = false;
            metrics.getConnectionMetric().decrement();
        }
        if (session(context).isEmpty()) {
            context.fireChannelInactive();
            return;
        }
        super.channelInactive(context);
    }

    /** Reads on only when all lines read so far are handled: a client that is faster than we are has to wait. */
    @Override
    public void channelReadComplete(ChannelHandlerContext context) throws Exception {
        super.channelReadComplete(context);
        if (!awaitsReply) {
            context.read();
        }
    }

    /** Returns whether content may be given many lines at once: every filter of it takes them so. */
    boolean takesBlocks() {
        return blocks;
    }

    /** Returns whether lines go to something other than the commands: content after DATA, credentials after AUTH. */
    @Override
    public boolean isInContent() {
        return lineHandlers > 0;
    }

    @Override
    public boolean isLenient() {
        return lenient && smtpSession().filter(SMTPSession::isRelayingAllowed).isPresent();
    }

    @Override
    public boolean reject(ContentFault fault) {
        Optional<SMTPSession> session = smtpSession()
                .filter(any -> answersFaults)
                .filter(any ->
                        any.getAttachment(SMTPSession.SENDER, State.Transaction).isPresent());
        session.ifPresent(any -> ContentFailure.reject(any, fault));
        return session.isPresent();
    }

    private Optional<SMTPSession> smtpSession() {
        return current.filter(SMTPSession.class::isInstance).map(SMTPSession.class::cast);
    }

    /** Says when content begins and ends, from now on. */
    void countOn(ClientTime clientTime) {
        time = Optional.of(clientTime);
    }

    @Override
    public void pushLineHandler(ChannelInboundHandlerAdapter handler) {
        lineHandlers++;
        time.ifPresent(ClientTime::contentBegins);
        super.pushLineHandler(handler);
    }

    @Override
    public void popLineHandler() {
        lineHandlers = Math.max(0, lineHandlers - 1);
        time.ifPresent(ClientTime::contentEnds);
        super.popLineHandler();
    }

    @Override
    protected void cleanup(ChannelHandlerContext context) {
        if (context.channel().attr(SESSION_ATTRIBUTE_KEY).get() instanceof ExtendedSMTPSession session) {
            session.getAttachment(SMTPConstants.MAIL, State.Transaction).ifPresent(LifecycleUtil::dispose);
            Optional.ofNullable(session.getMimeMessageWriter()).ifPresent(LifecycleUtil::dispose);
        }
        super.cleanup(context);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
        if (event instanceof SslHandshakeCompletionEvent handshake && isBusy(handshake.cause())) {
            encryption.refused(context.channel());
        } else if (event instanceof SslHandshakeCompletionEvent handshake && handshake.isSuccess()) {
            encryption.succeeded(context.channel());
        } else if (event instanceof SslHandshakeCompletionEvent handshake) {
            handshakeFailed = true;
            String reason = ConnectionFailure.reason(handshake.cause());
            encryption.failed(context.channel(), reason);
            if (ConnectedClient.isLoggedAlone(context.channel(), reason)) {
                LOGGER.info("The TLS handshake with {} failed: {}", Refusal.client(context.channel()), reason);
            }
        }
        super.userEventTriggered(context, event);
    }

    /** Whether {@link dev.postern.admission.HandshakeExecutor} refused the handshake. */
    private static boolean isBusy(@Nullable Throwable cause) {
        return cause instanceof RejectedExecutionException;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable problem) throws Exception {
        Throwable cause =
                problem instanceof DecoderException && problem.getCause() != null ? problem.getCause() : problem;
        if (isBusy(cause)) {
            Closing.now(context.channel());
        } else if (handshakeFailed) { // was logged with its reason
            context.close().addListener(ChannelFutureListener.FIRE_EXCEPTION_ON_FAILURE);
        } else if (cause instanceof SSLException || cause instanceof IOException) {
            // The peer's doing, and no reply could reach it.
            String reason = ConnectionFailure.reason(cause);
            if (ConnectedClient.isLoggedAlone(context.channel(), reason)) {
                LOGGER.info("Lost the connection from {}: {}", Refusal.client(context.channel()), reason);
            }
            context.close().addListener(ChannelFutureListener.FIRE_EXCEPTION_ON_FAILURE);
        } else {
            super.exceptionCaught(context, problem);
        }
    }
}
