package dev.postern.listener;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.common.base.Ticker;
import dev.postern.connection.ClientTime;
import dev.postern.connection.SessionTimeouts;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;

/** However a client cuts its octets into packets, the same lines come out; each ends in CRLF and has no other line end in it. */
class SmtpLineDecoderFuzzTest {

    @FuzzTest(maxDuration = "1m")
    void linesAreTheSameHoweverTheOctetsArrive(FuzzedDataProvider data) {
        boolean content = data.consumeBoolean();
        boolean blocks = data.consumeBoolean();
        int first = data.consumeInt(0, 200);
        int second = data.consumeInt(0, 200);
        byte[] octets = data.consumeRemainingAsBytes();

        var rules = new ScriptedRules(content);
        String whole = lines(rules, blocks, octets, octets.length, 0);
        String cut = lines(new ScriptedRules(content), blocks, octets, first, second);

        assertThat(cut).isEqualTo(whole);
        if (rules.faults.isEmpty()) { // of content with a fault only the true end is given
            assertThat(new String(octets, StandardCharsets.ISO_8859_1)).startsWith(whole);
        }
        assertThat(whole.replace("\r\n", "")).doesNotContain("\r", "\n", "\0");
        assertThat(whole.isEmpty() || whole.endsWith("\r\n")).isTrue();
    }

    private static String lines(ScriptedRules rules, boolean blocks, byte[] octets, int first, int second) {
        var channel = new EmbeddedChannel(new SmtpLineDecoder(
                false, rules, blocks, new ClientTime(SessionTimeouts.STANDARD, Ticker.systemTicker())));
        var lines = new StringBuilder();
        try {
            int from = 0;
            for (int length : new int[] {first, second, octets.length}) {
                int to = Math.min(octets.length, from + length);
                if (to > from && channel.isOpen()) {
                    channel.writeInbound(Unpooled.copiedBuffer(octets, from, to - from));
                }
                from = to;
            }
            for (ByteBuf line = channel.readInbound(); line != null; line = channel.readInbound()) {
                lines.append(line.toString(StandardCharsets.ISO_8859_1));
                line.release();
            }
        } finally {
            channel.finishAndReleaseAll();
        }
        return lines.toString();
    }
}
