package dev.postern.listener;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Ticker;
import dev.postern.connection.ClientTime;
import dev.postern.connection.SessionTimeouts;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** How content is cut: line by line up to the end of the header section, in blocks behind it. */
class LinesOfContentTest {
    private boolean content = true;
    private EmbeddedChannel channel = channel(true);

    @Test
    void theBodyIsGivenInBlocksAndTheHeaderSectionLineByLine() {
        receive("Subject: x\r\n y\r\n\r\none\r\ntwo\r\n\r\nthree\r\n");

        assertThat(given()).containsExactly("Subject: x\r\n", " y\r\n", "\r\n", "one\r\ntwo\r\n\r\nthree\r\n");
    }

    @Test
    void aLineThatBeginsWithADotIsGivenAlone() {
        receive("\r\none\r\n..two\r\nthree\r\nfour\r\n.\r\n");

        assertThat(given()).containsExactly("\r\n", "one\r\n", "..two\r\n", "three\r\nfour\r\n", ".\r\n");
    }

    @Test
    void whatStandsBehindTheEndOfAMessageIsNoContent() {
        receive("\r\none\r\n");
        given();
        content = false;
        receive("MAIL FROM:<a@b.test>\r\nRCPT TO:<c@d.test>\r\n");

        assertThat(given()).containsExactly("MAIL FROM:<a@b.test>\r\n", "RCPT TO:<c@d.test>\r\n");
    }

    @Test
    void theHeaderSectionOfTheNextMessageIsGivenLineByLineAgain() {
        receive("\r\none\r\n");
        content = false;
        receive("DATA\r\n");
        given();
        content = true;
        receive("Subject: x\r\nTo: y\r\n");

        assertThat(given()).containsExactly("Subject: x\r\n", "To: y\r\n");
    }

    @Test
    void aFilterThatTakesSingleLinesGetsSingleLines() {
        channel = channel(false);
        receive("\r\none\r\ntwo\r\n");

        assertThat(given()).containsExactly("\r\n", "one\r\n", "two\r\n");
    }

    @Test
    void aBareLineFeedWithinABlockEndsTheConnection() {
        assertRefused("\r\none\r\ntwo\n.\r\nMAIL FROM:<mallory@contoso.test>\r\n", "\r\n", "one\r\n");
    }

    @Test
    void aBareCarriageReturnWithinABlockEndsTheConnection() {
        assertRefused("\r\none\r\ntwo\r.\r\nthree\r\n", "\r\n", "one\r\n");
    }

    @Test
    void aNulWithinABlockEndsTheConnection() {
        assertRefused("\r\none\r\ntw\0o\r\n", "\r\n", "one\r\n");
    }

    @Test
    void aLineThatIsTooLongWithinABlockEndsTheConnection() {
        assertRefused("\r\none\r\n" + "x".repeat(SmtpLineDecoder.MAX_CONTENT_LINE + 1) + "\r\n", "\r\n", "one\r\n");
    }

    @Test
    void howeverTheOctetsArriveTheSameContentIsGivenUpToTheSameEnd() {
        var random = new Random(20261125);
        for (int round = 0; round < 20_000; round++) {
            String sent = "\r\n" + octets(random);
            int wrong = firstWrong(sent);
            channel = channel(true);
            for (int at = 0; at < sent.length(); ) {
                int next = Math.min(sent.length(), at + 1 + random.nextInt(20));
                receive(sent.substring(at, next));
                at = next;
            }
            List<String> given = given();
            String whole = sent.substring(0, wrong < 0 ? sent.length() : wrong);
            assertThat(String.join("", given)).as(sent).isEqualTo(whole.substring(0, whole.lastIndexOf("\r\n") + 2));
            assertThat(isRefused()).as(sent).isEqualTo(wrong >= 0);
            assertThat(given)
                    .as(sent)
                    .allSatisfy(block -> assertThat(block.substring(1)).doesNotContain("\n."));
            assertThat(given)
                    .as(sent)
                    .filteredOn(block -> block.startsWith("."))
                    .allSatisfy(line -> assertThat(line.indexOf('\n')).isEqualTo(line.length() - 1));
            channel.finishAndReleaseAll();
        }
    }

    private static String octets(Random random) {
        String[] pieces = {"\r\n", "\r\n", "\r\n", ".", "abcdefgh", "x", "\u00e9", "\u008d", "\u000b"};
        String[] wrong = {"\r", "\n", "\0"};
        var octets = new StringBuilder();
        for (int piece = random.nextInt(30); piece > 0; piece--) {
            octets.append(random.nextInt(60) == 0 ? wrong[random.nextInt(3)] : pieces[random.nextInt(pieces.length)]);
        }
        return octets.toString();
    }

    /** What is to be found, octet by octet. */
    private static int firstWrong(String sent) {
        for (int at = 0; at < sent.length(); at++) {
            char octet = sent.charAt(at);
            boolean crlf = octet == '\r' && (at + 1 == sent.length() || sent.charAt(at + 1) == '\n');
            boolean lf = octet == '\n' && at > 0 && sent.charAt(at - 1) == '\r';
            if (octet == 0 || (octet == '\r' && !crlf) || (octet == '\n' && !lf)) {
                return at;
            }
        }
        return -1;
    }

    private void assertRefused(String sent, String... given) {
        receive(sent);

        assertThat(given()).containsExactly(given);
        assertThat(isRefused()).isTrue();
        receive("three\r\n");
        assertThat(given()).isEmpty();
    }

    private boolean isRefused() {
        ByteBuf reply = channel.readOutbound();
        return reply != null && reply.toString(StandardCharsets.US_ASCII).startsWith("5");
    }

    private EmbeddedChannel channel(boolean blocks) {
        var time = new ClientTime(SessionTimeouts.STANDARD, Ticker.systemTicker());
        return new EmbeddedChannel(new SmtpLineDecoder(false, () -> content, () -> false, blocks, time));
    }

    private void receive(String octets) {
        channel.writeInbound(Unpooled.copiedBuffer(octets, StandardCharsets.ISO_8859_1));
    }

    private List<String> given() {
        List<String> given = new ArrayList<>();
        for (ByteBuf line = channel.readInbound(); line != null; line = channel.readInbound()) {
            given.add(line.toString(StandardCharsets.ISO_8859_1));
            line.release();
        }
        return given;
    }
}
