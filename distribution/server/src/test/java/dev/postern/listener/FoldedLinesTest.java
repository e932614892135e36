package dev.postern.listener;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Ticker;
import dev.postern.connection.ClientTime;
import dev.postern.connection.SessionTimeouts;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of an own server's lines of more than 998 octets, with {@code relay.lenient} and without it. */
class FoldedLinesTest {
    private static final int WIDTH = 998;

    private final ScriptedRules rules = new ScriptedRules(true);
    private EmbeddedChannel channel = channel();

    FoldedLinesTest() {
        rules.lenient = true;
    }

    @ParameterizedTest
    @ValueSource(ints = {999, 1_500, 2_000, 65_536, 65_537, 200_000})
    void aLineOfABodyIsCutAndASpacePutBeforeEachLineButTheFirst(int length) {
        receive("\r\nbefore\r\n" + "x".repeat(length) + "\r\nbehind\r\n.\r\n", 700);

        String given = given();
        assertThat(given.lines()).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(WIDTH));
        assertThat(given.lines().skip(2).findFirst()).contains("x".repeat(WIDTH));
        assertThat(given.replace("\r\n ", "")).isEqualTo("\r\nbefore\r\n" + "x".repeat(length) + "\r\nbehind\r\n.\r\n");
        assertThat(rules.faults).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {999, 1_500, 10_000})
    void aLineAmongOthersOfItsPacketIsCutToo(int length) {
        String lines = "short\r\n" + "x".repeat(length) + "\r\nshort\r\n";
        receive("\r\n" + lines + ".\r\n", 100_000);

        String given = given();
        assertThat(given.lines()).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(WIDTH));
        assertThat(given.replace("\r\n ", "")).isEqualTo("\r\n" + lines + ".\r\n");
    }

    @ParameterizedTest
    @CsvSource({"x,998", "..,999"})
    void aLineOfTheLongestLengthStaysAsItIs(String begin, int length) {
        String content = "\r\n" + begin + "y".repeat(length - begin.length()) + "\r\n.\r\n";
        receive(content, content.length());

        assertThat(given()).isEqualTo(content);
    }

    @Test
    void aDotMoreIsFoldedWithoutItsOwn() {
        receive("\r\n.." + "y".repeat(998) + "\r\n.\r\n", 5_000);

        assertThat(given()).isEqualTo("\r\n.." + "y".repeat(997) + "\r\n y\r\n.\r\n");
    }

    @Test
    void aCharacterStaysWhole() {
        String line = ".\u00FC".repeat(100_000);
        byte[] octets = ("\r\n." + line + "\r\nnext\r\n.\r\n").getBytes(UTF_8);
        receive(new String(octets, ISO_8859_1), 700);

        assertThat(new String(given().getBytes(ISO_8859_1), UTF_8).replace("\r\n ", ""))
                .isEqualTo("\r\n." + line + "\r\nnext\r\n.\r\n");
    }

    @Test
    void aFieldIsFoldedBeforeItsWhiteSpaceAndNothingIsAdded() {
        String field = "To: " + "bob@example.test, ".repeat(500) + "\teve@evil.test";
        receive(field + "\r\n\r\nx\r\n.\r\n", 700);

        String given = given();
        assertThat(given.lines()).allSatisfy(line -> assertThat(line.length()).isBetween(0, WIDTH));
        assertThat(given.replaceAll("\r\n(?=[ \t])", "")).isEqualTo(field + "\r\n\r\nx\r\n.\r\n");
    }

    @Test
    void aFieldWithoutWhiteSpaceIsCutAsABodyIs() {
        receive("X-Token: " + "x".repeat(3_000) + "\r\n\r\n.\r\n", 700);

        assertThat(given())
                .startsWith("X-Token: " + "x".repeat(WIDTH - 9) + "\r\n " + "x".repeat(WIDTH - 1) + "\r\n x")
                .endsWith("x\r\n\r\n.\r\n");
    }

    /** A reader that trims lines would take such a line for the end of the header section. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "X: a%s\r\n",
                "X: a%sb\r\n",
                "X:%sb\r\n",
                "X: %s\r\n",
                "%s\r\n",
                "X: yyyy%s b %s\r\n",
                "X: a\r\n%s\r\n"
            })
    void noLineOfTheHeaderSectionIsWhiteSpaceForItsFolding(String field) {
        for (String blanks : List.of(" ".repeat(999), " ".repeat(5_000), "\t ".repeat(1_500))) {
            receive(field.replace("%s", blanks) + "Subject: x\r\n\r\nbody\r\n.\r\n", 700);

            String given = given();
            assertThat(given.substring(0, given.indexOf("\r\n\r\n")).lines().filter(line -> line.length() <= WIDTH))
                    .noneMatch(String::isBlank);
            assertThat(given).endsWith("Subject: x\r\n\r\nbody\r\n.\r\n");
            channel = channel();
        }
    }

    @Test
    void theFieldsOfANewMessageAreFoldedAsFieldsAgain() {
        receive("\r\nbody\r\n.\r\n", 100);
        rules.content = false;
        receive("DATA\r\n", 100);
        given();
        rules.content = true;
        receive("Subject: " + "word ".repeat(400) + "x\r\n", 5_000);

        assertThat(given().replaceAll("\r\n(?=[ \t])", "")).isEqualTo("Subject: " + "word ".repeat(400) + "x\r\n");
    }

    @Test
    void aDotAtTheEndOfALineThatWasFoldedIsText() {
        for (int length = 990; length < 1_010; length++) {
            receive("\r\n" + "x".repeat(length) + ".\r\nMAIL FROM:<mallory@contoso.test>\r\n.\r\n", 5_000);

            assertThat(given())
                    .as("%s", length)
                    .endsWith(".\r\nMAIL FROM:<mallory@contoso.test>\r\n.\r\n")
                    .doesNotContain("\n.\r\nM");
            channel = channel();
        }
    }

    @Test
    void anyPacketsGiveTheSameLines() {
        var random = new Random(20261129);
        String content = "Subject: " + "ab ".repeat(900) + "\r\n\r\n" + "x".repeat(2_500) + "\r\n.." + "y".repeat(1_200)
                + "\nz\r\n.\r\n";
        receive(content, content.length());
        String whole = given();
        for (int round = 0; round < 200; round++) {
            channel = channel();
            receive(content, 1 + random.nextInt(1_500));
            assertThat(given()).isEqualTo(whole);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {999, 2_000, 65_536})
    void withoutThatKeyALineIsGivenAsItIs(int length) {
        rules.lenient = false;
        String content = "DKIM-Signature: " + "b".repeat(length - 16) + "\r\n\r\n" + "x".repeat(length) + "\r\n.\r\n";
        receive(content, 700);

        assertThat(given()).isEqualTo(content);
    }

    private EmbeddedChannel channel() {
        var time = new ClientTime(SessionTimeouts.STANDARD, Ticker.systemTicker());
        return new EmbeddedChannel(new SmtpLineDecoder(false, rules, true, time));
    }

    private void receive(String octets, int packet) {
        byte[] all = octets.getBytes(ISO_8859_1);
        for (int at = 0; at < all.length; at += packet) {
            channel.writeInbound(Unpooled.copiedBuffer(all, at, Math.min(packet, all.length - at)));
        }
    }

    private String given() {
        List<String> given = new ArrayList<>();
        for (ByteBuf line = channel.readInbound(); line != null; line = channel.readInbound()) {
            given.add(line.toString(ISO_8859_1));
            line.release();
        }
        return String.join("", given);
    }
}
