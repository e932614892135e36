package dev.postern.listener;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Ticker;
import dev.postern.connection.ClientTime;
import dev.postern.connection.SessionTimeouts;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** What becomes of bytes between STARTTLS and the end of the handshake, in each order in which they can arrive. */
class SmtpLineDecoderTest {
    private final ClientTime time = new ClientTime(SessionTimeouts.STANDARD, Ticker.systemTicker());
    private final SmtpLineDecoder lines = new SmtpLineDecoder(false, new ScriptedRules(false), true, time);
    private final EmbeddedChannel channel = new EmbeddedChannel(lines);

    @Test
    void aLineReadBeforeTlsStandsInFrontAndHandledAfterStartTlsIsNoCommand() {
        assertThat(lines.startTls(framing())).isTrue();
        receive("NOOP\r\n");

        assertThat(line()).isEmpty();
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void halfALineReadBeforeTheHandshakeIsNotPutBeforeTheFirstEncryptedLine() throws Exception {
        ChannelHandlerContext framing = framing();
        assertThat(lines.startTls(framing)).isTrue();
        receive("MAIL FROM:<mallory@contoso.test> X=");
        lines.userEventTriggered(framing, SslHandshakeCompletionEvent.SUCCESS);

        assertThat(lines.isEncrypted()).isFalse();
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void halfALineBehindStartTlsKeepsTlsFromStarting() {
        receive("MAIL FROM:<mallory@contoso.test> X=");

        assertThat(lines.startTls(framing())).isFalse();
        assertThat(lines.isInHandshake()).isFalse();
        ByteBuf reply = channel.readOutbound();
        assertThat(reply.toString(StandardCharsets.US_ASCII)).startsWith("554 ");
    }

    @Test
    void linesAreReadOnAfterTheHandshake() {
        lines.startTls(framing());
        assertThat(lines.isEncrypted()).isFalse();
        channel.pipeline().fireUserEventTriggered(SslHandshakeCompletionEvent.SUCCESS);
        assertThat(lines.isEncrypted()).isTrue();
        receive("EHLO x\r\n");

        assertThat(line()).isEqualTo("EHLO x\r\n");
    }

    /** It was on its way from the socket when DATA was handled: the event loop ends the connection, and may be slower than this. */
    @Test
    void whatArrivesBetweenDataAndIts354IsNotHandedOn() {
        assertThat(lines.beginContent(framing())).isTrue();
        receive("Subject: early\r\n\r\nearly\r\n.\r\n");
        assertThat(line()).isEmpty();

        lines.stop();
        receive("NOOP\r\n");
        assertThat(line()).isEmpty();
    }

    @Test
    void behindThe354ContentIsHandedOn() {
        assertThat(lines.beginContent(framing())).isTrue();
        lines.contentMayCome();
        receive("Subject: x\r\n");

        assertThat(line()).isEqualTo("Subject: x\r\n");
    }

    @Test
    void aFailedHandshakeIsNoTls() {
        lines.startTls(framing());
        channel.pipeline().fireUserEventTriggered(new SslHandshakeCompletionEvent(new java.io.IOException("no")));

        assertThat(lines.isEncrypted()).isFalse();
    }

    @Test
    void underImplicitTlsNothingIsReadBeforeTheHandshake() {
        var implicit = new SmtpLineDecoder(true, new ScriptedRules(false), true, time);
        var connection = new EmbeddedChannel(implicit);
        connection.writeInbound(Unpooled.copiedBuffer("NOOP\r\n", StandardCharsets.US_ASCII));

        assertThat(connection.<Object>readInbound()).isNull();
        assertThat(connection.isOpen()).isFalse();
    }

    private ChannelHandlerContext framing() {
        return channel.pipeline().context(lines);
    }

    private void receive(String bytes) {
        channel.writeInbound(Unpooled.copiedBuffer(bytes, StandardCharsets.ISO_8859_1));
    }

    private String line() {
        ByteBuf line = channel.readInbound();
        return line == null ? "" : line.toString(StandardCharsets.US_ASCII);
    }
}
