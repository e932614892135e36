package dev.postern.listener;

import dev.postern.address.AddressText;
import dev.postern.admission.Denial;
import dev.postern.connection.Overdue;
import dev.postern.intake.ContentFault;
import dev.postern.proxy.ClientAddress;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Why the listener itself ends a connection: the last reply, and what the log says. */
enum Refusal {
    TOO_MANY_CONNECTIONS("421 4.7.0 Too many connections, try again later", "there are too many connections"),
    TOO_MANY_FROM_ADDRESS(
            "421 4.7.0 Too many connections from your address, try again later",
            "there are too many connections from its network"),
    TOO_MANY_HANDSHAKES(
            "421 4.7.0 Too many new TLS sessions from your address, try again later",
            "there are too many TLS handshakes from its network"),
    IDLE("421 4.4.2 Idle for too long, closing connection", "it was idle for too long"),
    NO_MESSAGE(
            "421 4.4.2 No message within the time limit, closing connection",
            "it did not reach DATA within smtp.timeouts.transaction"),
    TOO_SLOW(
            "421 4.4.2 Content arrives too slowly, closing connection",
            "its content arrived at less than smtp.minDataRate"),
    STOPPING("421 4.3.2 The gateway is stopping, try again later", "the gateway stops"),
    LINE_TOO_LONG(ContentFault.LINE_TOO_LONG, "it sent a line that is too long"),
    BARE_CR_OR_LF(ContentFault.BARE_CR_OR_LF, "it sent a bare <CR> or <LF>, as in SMTP smuggling"),
    NUL(ContentFault.NUL, "it sent a <NUL>"),
    CONTENT_BEFORE_354(
            "554 5.5.0 Content must not be sent before the 354 reply to DATA",
            "content followed its DATA before the 354, as in SMTP smuggling (RFC 2920 section 3.1)"),
    CLEAR_TEXT_BEHIND_STARTTLS(
            "554 5.7.0 Only the TLS handshake may follow STARTTLS",
            "clear text followed its STARTTLS, as in command injection (RFC 3207 section 6)");

    private static final Logger LOGGER = LoggerFactory.getLogger(Refusal.class);

    private final String reply;
    private final String reason;

    Refusal(String reply, String reason) {
        this.reply = reply;
        this.reason = reason;
    }

    Refusal(ContentFault fault, String reason) {
        this(fault.replyLine(), reason);
    }

    /** Returns the refusal of a client whose lines have that fault and are not read on. */
    static Refusal of(ContentFault fault) {
        return switch (fault) {
            case LINE_TOO_LONG -> LINE_TOO_LONG;
            case BARE_CR_OR_LF -> BARE_CR_OR_LF;
            case NUL -> NUL;
        };
    }

    /** Returns the refusal of a client that is late with that. */
    static Refusal of(Overdue overdue) {
        return switch (overdue) {
            case LINE -> IDLE;
            case TRANSACTION -> NO_MESSAGE;
            case CONTENT -> TOO_SLOW;
        };
    }

    /**
     * Logs, replies and closes, within {@link Closing#LONGEST} even if the reply cannot be written. The caller sees to it
     * that nothing more is read from the client.
     *
     * @param withReply false if the client waits for a TLS handshake and could not read a reply
     */
    void send(ChannelHandlerContext context, boolean withReply) {
        Channel channel = context.channel();
        if (!isCounted() && ConnectedClient.isLoggedAlone(channel, reason)) {
            LOGGER.warn("Ending the connection from {}: {}", client(channel), reason);
        }
        if (withReply) {
            var sent = channel.writeAndFlush(Unpooled.copiedBuffer(reply + "\r\n", StandardCharsets.US_ASCII));
            if (isForWhatWasSent()) {
                Closing.after(Closing.LINGER, channel);
            } else {
                Closing.afterWriteOf(sent);
            }
        } else {
            Closing.now(channel);
        }
    }

    /** Returns the reply to a client that {@link dev.postern.admission.Admission} did not admit. */
    static Refusal of(Denial denial) {
        return switch (denial) {
            case TOO_MANY_CONNECTIONS -> TOO_MANY_CONNECTIONS;
            case TOO_MANY_FROM_ADDRESS, TOO_MANY_FROM_NETWORK, TOO_MANY_NEW_CONNECTIONS -> TOO_MANY_FROM_ADDRESS;
            case TOO_MANY_HANDSHAKES, HANDSHAKES_BUSY -> TOO_MANY_HANDSHAKES;
            case TOO_MANY_MESSAGES, TOO_MANY_RECIPIENTS ->
                throw new IllegalArgumentException("a command is refused for it, not a connection: " + denial);
        };
    }

    /** Whether the log has it in {@link dev.postern.admission.Admission}'s summary: a flood of it must not flood the log. */
    private boolean isCounted() {
        return switch (this) {
            case TOO_MANY_CONNECTIONS, TOO_MANY_FROM_ADDRESS, TOO_MANY_HANDSHAKES -> true;
            default -> false;
        };
    }

    private boolean isForWhatWasSent() {
        return !reply.startsWith("421");
    }

    /** The client's address for logs, without asking DNS for its name. */
    static String client(Channel channel) {
        return ClientAddress.of(channel)
                .map(client -> AddressText.of(client.address().getAddress()))
                .orElseGet(() -> String.valueOf(channel.remoteAddress()));
    }
}
