package dev.postern.listener;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Ticker;
import dev.postern.connection.ClientTime;
import dev.postern.connection.SessionTimeouts;
import dev.postern.intake.ContentFault;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How content is cut: line by line up to the end of the header section, in blocks behind it. */
class LinesOfContentTest {
    private final ScriptedRules rules = new ScriptedRules(true);
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
        rules.content = false;
        receive("MAIL FROM:<a@b.test>\r\nRCPT TO:<c@d.test>\r\n");

        assertThat(given()).containsExactly("MAIL FROM:<a@b.test>\r\n", "RCPT TO:<c@d.test>\r\n");
    }

    @Test
    void theHeaderSectionOfTheNextMessageIsGivenLineByLineAgain() {
        receive("\r\none\r\n");
        rules.content = false;
        receive("DATA\r\n");
        given();
        rules.content = true;
        receive("Subject: x\r\nTo: y\r\n");

        assertThat(given()).containsExactly("Subject: x\r\n", "To: y\r\n");
    }

    @Test
    void aFilterThatTakesSingleLinesGetsSingleLines() {
        channel = channel(false);
        receive("\r\none\r\ntwo\r\n");

        assertThat(given()).containsExactly("\r\n", "one\r\n", "two\r\n");
    }

    @ParameterizedTest
    @CsvSource({
        "one~two^.~MAIL FROM:<mallory@contoso.test>~,BARE_CR_OR_LF",
        "one~two!.~three~,BARE_CR_OR_LF",
        "one~tw0o~,NUL",
        "one~XXXX~,LINE_TOO_LONG",
    })
    void nothingIsGivenOfContentBehindAFaultButItsEnd(String body, ContentFault fault) {
        String octets = octets(body.replace("XXXX", "x".repeat(SmtpLineDecoder.MAX_CONTENT_LINE + 1)));
        receive("\r\n" + octets + "\r\nfour\r\n..\r\n");
        assertThat(given()).containsExactly("\r\n", "one\r\n");
        assertThat(rules.faults).containsExactly(fault);
        assertThat(isRefused()).isFalse();

        receive("five\r\n.\r\n");
        assertThat(given()).containsExactly(".\r\n");

        rules.content = false;
        receive("QUIT\r\n");
        assertThat(given()).containsExactly("QUIT\r\n");
    }

    /** {@code ~} stands for CR LF, {@code ^} for LF, {@code !} for CR, {@code 0} for NUL. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "^.^", "^.~", "~.^", "!.!", "~.!", "!.~", "!.^", "^.!", "~0.~", "~.0~", "!~.~", "!~.!~", "!!~.~",
                "~.!~", "~!.~", "^^.^^", "~. ~", "~..~", "~.^.^", "^.~.^", "^~.^~",
            })
    void whatLooksLikeTheEndOfContentWithAFaultIsNone(String end) {
        receive("\r\nwith a bare \n line feed" + octets(end) + "MAIL FROM:<mallory@contoso.test>\r\n");
        assertThat(given()).containsExactly("\r\n");

        receive("RCPT TO:<bob@example.org>\r\n.\r\n");
        assertThat(given()).containsExactly(".\r\n");
        assertThat(isRefused()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"^.^", "~.^", "^.~", "!~.~", "~.!~", "!.!"})
    void aClientThatTakesALookAlikeForTheEndIsToldAndCutOff(String end) {
        receive("\r\nwith a bare \n line feed" + octets(end));
        assertThat(isRefused()).isFalse();
        channel.advanceTimeBy(SmtpLineDecoder.WAIT_AT_LOOK_ALIKE.toMillis() + 1, TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();

        assertThat(isRefused()).isTrue();
        receive("MAIL FROM:<mallory@contoso.test>\r\n.\r\n");
        assertThat(given()).containsExactly("\r\n");
    }

    @Test
    void aLookAlikeBehindWhichMoreComesCutsNobodyOff() {
        receive("\r\nwith a bare \n line feed\n.\n");
        receive("more");
        channel.advanceTimeBy(SmtpLineDecoder.WAIT_AT_LOOK_ALIKE.toMillis() + 1, TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();

        assertThat(isRefused()).isFalse();
        receive("\r\n.\r\n");
        assertThat(given()).containsExactly("\r\n", ".\r\n");
    }

    @Test
    void aFaultThatNobodyAnswersEndsTheConnection() {
        rules.answersFaults = false;
        receive("\r\none\r\ntwo\n.\r\nMAIL FROM:<mallory@contoso.test>\r\n");

        assertThat(given()).containsExactly("\r\n", "one\r\n");
        assertThat(isRefused()).isTrue();
        receive("three\r\n.\r\n");
        assertThat(given()).isEmpty();
    }

    @Test
    void anOwnServersBareLineFeedsBecomeEndsOfLine() {
        rules.lenient = true;
        receive("Subject: x\n\none\ntwo\r\n\nthree\r\n..four\n.\r\n");

        assertThat(String.join("", given())).isEqualTo("Subject: x\r\n\r\none\r\ntwo\r\n\r\nthree\r\n..four\r\n..\r\n");
        receive(".\r\n");
        assertThat(given()).containsExactly(".\r\n");
        assertThat(rules.faults).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"^.^", "^.~", "~.^", "^^.^^"})
    void anOwnServersDotBetweenLineFeedsIsText(String end) {
        rules.lenient = true;
        receive("\r\ntext" + octets(end) + "MAIL FROM:<mallory@contoso.test>\r\n.\r\n");

        List<String> given = given();
        assertThat(given.get(given.size() - 1)).isEqualTo(".\r\n");
        assertThat(given.subList(0, given.size() - 1)).contains("..\r\n").doesNotContain(".\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"!.", "a!b", "a0b"})
    void anOwnServersOtherFaultsAreAnsweredAtTheEnd(String text) {
        rules.lenient = true;
        receive("\r\n" + octets(text) + "\n.\r\nmore\r\n.\r\n");

        assertThat(rules.faults).hasSize(1);
        assertThat(given()).containsExactly("\r\n", ".\r\n");
    }

    @Test
    void anOwnServersCommandsMayEndInALineFeed() {
        rules.lenient = true;
        rules.content = false;
        receive("NOOP\nNOOP\r\n");

        assertThat(given()).containsExactly("NOOP\r\n", "NOOP\r\n");
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
            String expected = whole.substring(0, whole.lastIndexOf("\r\n") + 2);
            if (wrong >= 0 && (sent + "\r").indexOf("\r\n.\r\n", Math.max(0, expected.length() - 2)) >= 0) {
                // Behind the true end of the rejected message the next one begins.
                assertThat(String.join("", given)).as(sent).startsWith(expected);
            } else {
                assertThat(String.join("", given)).as(sent).isEqualTo(expected);
            }
            assertThat(rules.faults.isEmpty()).as(sent).isEqualTo(wrong < 0);
            rules.faults.clear();
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

    private static String octets(String text) {
        return text.replace("~", "\r\n").replace("^", "\n").replace("!", "\r").replace("0", "\0");
    }

    private boolean isRefused() {
        ByteBuf reply = channel.readOutbound();
        return reply != null && reply.toString(StandardCharsets.US_ASCII).startsWith("5");
    }

    private EmbeddedChannel channel(boolean blocks) {
        var time = new ClientTime(SessionTimeouts.STANDARD, Ticker.systemTicker());
        return new EmbeddedChannel(new SmtpLineDecoder(false, rules, blocks, time));
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
