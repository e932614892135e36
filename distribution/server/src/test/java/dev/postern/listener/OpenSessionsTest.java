package dev.postern.listener;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Ticker;
import dev.postern.connection.ClientTime;
import dev.postern.connection.SessionTimeouts;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OpenSessionsTest {
    /** A socket that has not taken the 421 yet, so that the connection is not closed yet either. */
    private static final class FullSocket extends ChannelOutboundHandlerAdapter {
        @Override
        public void write(ChannelHandlerContext context, Object bytes, ChannelPromise promise) {}
    }

    @Test
    void aMessageWhoseSessionIsCutIsNotCompletedByWhatArrivesBehindThe421() {
        var time = new ClientTime(SessionTimeouts.STANDARD, Ticker.systemTicker());
        var lines = new SmtpLineDecoder(false, new ScriptedRules(true), true, time);
        var channel = new EmbeddedChannel(new FullSocket(), lines);
        var sessions = new OpenSessions();
        sessions.add(channel);
        channel.writeInbound(Unpooled.copiedBuffer("Subject: x\r\n", StandardCharsets.US_ASCII));
        assertThat(line(channel)).isPresent();

        sessions.cut();
        channel.writeInbound(Unpooled.copiedBuffer(".\r\n", StandardCharsets.US_ASCII));

        assertThat(line(channel)).isEmpty();
    }

    private static Optional<ByteBuf> line(EmbeddedChannel channel) {
        return Optional.ofNullable(channel.readInbound());
    }
}
