package dev.postern.milter;

import static dev.postern.milter.ScriptedMilter.CONTINUE;
import static dev.postern.milter.ScriptedMilter.packet;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Ticker;
import dev.postern.filter.FilterVerdict;
import dev.postern.filter.FilterVerdict.Accept;
import dev.postern.filter.FilterVerdict.Reject;
import dev.postern.filter.FilteredMessage;
import dev.postern.filter.HeaderEdit;
import dev.postern.milter.MilterSettings.OnFailure;
import dev.postern.tls.TlsSession;
import java.io.ByteArrayInputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.james.core.MailAddress;
import org.apache.james.core.MaybeSender;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(180)
class MilterChainTest {
    private static final String MESSAGE = "From: eve@evil.test\r\nSubject: a\r\n b\r\n\r\nhello\r\n";
    private static final Reject NOT_JUDGED = new Reject("451", "4.7.1", "Could not check the message, try again later");

    private static FilteredMessage message(String content) throws Exception {
        return new FilteredMessage(
                "Mail1",
                new InetSocketAddress("198.51.100.7", 40000),
                Optional.of("client.test"),
                TlsSession.of(Optional.empty()),
                MaybeSender.getMailSender("eve@evil.test"),
                List.of(new MailAddress("bob@example.org"), new MailAddress("carol@example.org")),
                false,
                false,
                () -> new ByteArrayInputStream(content.getBytes(StandardCharsets.ISO_8859_1)));
    }

    private static MilterSettings settings(OnFailure onFailure, Duration timeout, MilterAddress... milters) {
        return new MilterSettings(List.of(milters), onFailure, Duration.ofSeconds(5), timeout, 5, true);
    }

    private static FilterVerdict judge(FilteredMessage message, MilterSettings settings) throws Exception {
        try (var chain = new MilterChain(settings, "gw.example.org", Ticker.systemTicker())) {
            return chain.judge(message).get(60, TimeUnit.SECONDS);
        }
    }

    private static FilterVerdict judge(MilterAddress... milters) throws Exception {
        return judge(message(MESSAGE), settings(OnFailure.TEMPFAIL, Duration.ofSeconds(60), milters));
    }

    @Test
    void aFilterIsShownEverythingInOrder() throws Exception {
        try (var milter = ScriptedMilter.atEnd(CONTINUE)) {
            assertThat(judge(milter.address())).isEqualTo(Accept.UNCHANGED);
            assertThat(milter.shown())
                    .filteredOn(line -> !line.startsWith("D"))
                    .map(line -> line.startsWith("O") || line.startsWith("C") ? line.substring(0, 1) : line)
                    .startsWith(
                            "O",
                            "C",
                            "Hclient.test",
                            "M<eve@evil.test>",
                            "R<bob@example.org>",
                            "R<carol@example.org>",
                            "T",
                            "LFrom|eve@evil.test",
                            "LSubject|a\n b",
                            "N",
                            "Bhello\r\n",
                            "E");
            assertThat(milter.shown())
                    .anyMatch(line -> line.startsWith("C[198.51.100.7]|4\u009c@198.51.100.7"))
                    .anyMatch(line -> line.startsWith("DC") && line.contains("{client_addr}|198.51.100.7"))
                    .anyMatch(line -> line.startsWith("DC") && line.contains("j|gw.example.org"))
                    .anyMatch(line -> line.startsWith("DM") && line.contains("i|Mail1"));
        }
    }

    /** A filter that decides by the macro judges the same recipient as one that decides by the command. */
    @Test
    void aRecipientBeyondAsciiIsTheSameInCommandAndMacro() throws Exception {
        FilteredMessage message = message(MESSAGE);
        var international = new FilteredMessage(
                message.name(),
                message.client(),
                message.helo(),
                message.tls(),
                message.sender(),
                List.of(new MailAddress("\"b\u00f6b\"@example.org")),
                false,
                false,
                message.content());
        try (var milter = ScriptedMilter.atEnd(CONTINUE)) {
            judge(international, settings(OnFailure.TEMPFAIL, Duration.ofSeconds(60), milter.address()));
            assertThat(milter.shown())
                    .anyMatch(line -> line.equals("R<b\u00c3\u00b6b@example.org>"))
                    .anyMatch(line -> line.startsWith("DR") && line.contains("{rcpt_addr}|b\u00c3\u00b6b@example.org"));
        }
    }

    @Test
    void aFilterIsShownOnlyWhatItWantsAndWaitedForOnlyWhereItAnswers() throws Exception {
        int onlyBody = 0x1 | 0x2 | 0x4 | 0x8 | 0x20 | 0x40 | 0x200 | 0x80000;
        try (var milter = new ScriptedMilter(onlyBody, packet -> List.of(packet('r', "")))) {
            assertThat(judge(milter.address())).isInstanceOf(Reject.class);
            assertThat(milter.shown().stream()
                            .filter(line -> !line.startsWith("D"))
                            .map(line -> line.substring(0, 1))
                            .limit(3)
                            .collect(Collectors.joining()))
                    .isEqualTo("OBE");
        }
    }

    @Test
    void aLongBodyComesInChunksAndWhole() throws Exception {
        String body = "0123456789abcdef\r\n".repeat(20_000);
        try (var milter = ScriptedMilter.atEnd(CONTINUE)) {
            judge(
                    message("Subject: x\r\n\r\n" + body),
                    settings(OnFailure.TEMPFAIL, Duration.ofSeconds(60), milter.address()));
            List<String> chunks = milter.seen.stream()
                    .filter(packet -> packet.command() == 'B')
                    .map(MilterPacket::data)
                    .toList();
            assertThat(chunks).allSatisfy(chunk -> assertThat(chunk.length()).isLessThanOrEqualTo(65535));
            assertThat(String.join("", chunks)).isEqualTo(body);
        }
    }

    @Test
    void aFilterThatHasSeenEnoughIsNotSentTheRest() throws Exception {
        try (var milter = new ScriptedMilter(
                ScriptedMilter.EVERYTHING, packet -> List.of(packet.command() == 'B' ? packet('s', "") : CONTINUE))) {
            judge(
                    message("Subject: x\r\n\r\n" + "x\r\n".repeat(100_000)),
                    settings(OnFailure.TEMPFAIL, Duration.ofSeconds(60), milter.address()));
            assertThat(milter.shown()).filteredOn(line -> line.startsWith("B")).hasSize(1);
            assertThat(milter.shown()).contains("E");
        }
    }

    static Stream<Arguments> ends() {
        return Stream.of(
                Arguments.of("c", "", Accept.UNCHANGED),
                Arguments.of("a", "", Accept.UNCHANGED),
                Arguments.of("d", "", new FilterVerdict.Discard()),
                Arguments.of("r", "", new Reject("550", "5.7.1", "Command rejected")),
                Arguments.of("t", "", new Reject("451", "4.7.1", "Service unavailable - try again later")),
                Arguments.of(
                        "y", "554 5.7.1 Spam message rejected\0", new Reject("554", "5.7.1", "Spam message rejected")),
                Arguments.of("y", "451 Greylisted\0", new Reject("451", "4.7.1", "Greylisted")),
                Arguments.of("y", "421 4.7.0 go away\0", new Reject("451", "4.7.0", "go away")),
                Arguments.of("y", "550 4.7.1 x\0", new Reject("550", "5.7.1", "x")),
                Arguments.of(
                        "y",
                        "550-5.7.1 one\r\n550 5.7.1 two\r\n250 ok\0",
                        new Reject("550", "5.7.1", "one two?250 ok")),
                Arguments.of("y", "250 ok\0", NOT_JUDGED),
                Arguments.of("+", "<eve@evil.test>\0", NOT_JUDGED),
                Arguments.of("b", "other body", NOT_JUDGED),
                Arguments.of("Z", "", NOT_JUDGED),
                Arguments.of("4", "", NOT_JUDGED));
    }

    @ParameterizedTest
    @MethodSource("ends")
    void theLastAnswerIsTheVerdict(String command, String data, FilterVerdict verdict) throws Exception {
        try (var milter = ScriptedMilter.atEnd(packet(command.charAt(0), data))) {
            assertThat(judge(milter.address())).isEqualTo(verdict);
        }
    }

    @ParameterizedTest
    @CsvSource({"C", "H", "M", "R", "T", "L", "N", "B"})
    void aRejectionAtAnyStepIsTheVerdictAndNothingFollows(char step) throws Exception {
        try (var milter = new ScriptedMilter(
                ScriptedMilter.EVERYTHING,
                packet -> List.of(packet.command() == step ? packet('y', "550 5.7.1 no\0") : CONTINUE))) {
            assertThat(judge(milter.address())).isEqualTo(new Reject("550", "5.7.1", "no"));
            assertThat(milter.shown()).doesNotContain("E");
        }
    }

    @Test
    void whatAFilterChangesIsDoneAndShownToTheNext() throws Exception {
        try (var first = ScriptedMilter.atEnd(
                        packet('p', ""),
                        packet('h', "X-Spam\0no\0"),
                        packet('m', MilterPacket.numbers(1) + "Subject\0[x] a\n b\0"),
                        packet('i', MilterPacket.numbers(0) + "X-Top\0one\r\nTwo: x\0"),
                        packet('m', MilterPacket.numbers(1) + "X-Gone\0\0"),
                        CONTINUE);
                var second = ScriptedMilter.atEnd(packet('h', "X-Second\0yes\0"), packet('a', ""))) {
            assertThat(judge(first.address(), second.address()))
                    .isEqualTo(new Accept(List.of(
                            new HeaderEdit.Append("X-Spam", "no"),
                            new HeaderEdit.Replace(1, "Subject", "[x] a\r\n\tb"),
                            new HeaderEdit.Insert(0, "X-Top", "one\r\n\tTwo: x"),
                            new HeaderEdit.Remove(1, "X-Gone"),
                            new HeaderEdit.Append("X-Second", "yes"))));
            assertThat(second.shown()).contains("LX-Top|one\n\tTwo: x", "LSubject|[x] a\n\tb", "LX-Spam|no");
        }
    }

    @ParameterizedTest
    @CsvSource({"'X Bad'", "'X:Bad'", "'X\nBad'", "''"})
    void aFieldNameThatIsNoneIsAFailure(String name) throws Exception {
        try (var milter = ScriptedMilter.atEnd(packet('h', name + "\0x\0"), CONTINUE)) {
            assertThat(judge(milter.address())).isEqualTo(NOT_JUDGED);
        }
    }

    @Test
    void aQuarantineNeedsTheMessageToBeAccepted() throws Exception {
        try (var kept = ScriptedMilter.atEnd(packet('q', "a virus\0"), CONTINUE);
                var rejected = ScriptedMilter.atEnd(packet('q', "a virus\0"), packet('r', ""))) {
            assertThat(judge(kept.address())).isEqualTo(new FilterVerdict.Quarantine("a virus"));
            assertThat(judge(rejected.address())).isInstanceOf(Reject.class);
        }
    }

    @Test
    void aFilterThatIsNotThereDefersOrAcceptsAsConfigured() throws Exception {
        MilterAddress nobody;
        try (var closed = new ServerSocket(0)) {
            nobody = new MilterAddress("127.0.0.1", closed.getLocalPort());
        }
        assertThat(judge(message(MESSAGE), settings(OnFailure.TEMPFAIL, Duration.ofSeconds(60), nobody)))
                .isEqualTo(NOT_JUDGED);
        assertThat(judge(message(MESSAGE), settings(OnFailure.ACCEPT, Duration.ofSeconds(60), nobody)))
                .isEqualTo(Accept.UNCHANGED);
    }

    @Test
    void aFilterThatNeverAnswersIsAFailure() throws Exception {
        try (var milter = new ScriptedMilter(ScriptedMilter.EVERYTHING, packet -> List.of())) {
            assertThat(judge(message(MESSAGE), settings(OnFailure.TEMPFAIL, Duration.ofSeconds(1), milter.address())))
                    .isEqualTo(NOT_JUDGED);
        }
    }

    @Test
    void strangersMailThatAFilterHangsOnDoesNotHoldUpAPartners() throws Exception {
        try (var hanging = new ScriptedMilter(ScriptedMilter.EVERYTHING, packet -> List.of());
                var chain = new MilterChain(
                        settings(OnFailure.TEMPFAIL, Duration.ofSeconds(60), hanging.address()),
                        "gw.example.org",
                        Ticker.systemTicker())) {
            var waiting = IntStream.range(0, 60)
                    .mapToObj(i -> chain.judge(unchecked()))
                    .toList();
            assertThat(waiting.stream().filter(verdict -> verdict.isDone())).hasSizeGreaterThan(10);
            FilteredMessage stranger = unchecked();
            var partners = chain.judge(new FilteredMessage(
                    stranger.name(),
                    stranger.client(),
                    stranger.helo(),
                    stranger.tls(),
                    stranger.sender(),
                    stranger.recipients(),
                    true,
                    false,
                    stranger.content()));
            assertThat(partners.isDone()).isFalse(); // it has a place, and is asked about
        }
    }

    private static FilteredMessage unchecked() {
        try {
            return message(MESSAGE);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
