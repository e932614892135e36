package dev.postern.scenarios.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.testing.process.RealPeer;
import dev.postern.testing.process.ShellCommand;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The commands of all pages, run as they stand there; but for the names of hosts and files, which are the scene's. */
class PageCommandsIT {
    private static final String WAITING = "postern queue";
    private static final String RELEASED = "queue release contoso --yes";
    private static final String DIGEST = "(?s)[0-9a-f]{64}\\b.*";

    private static PageCommandsScene scene;

    /**
     * What a command is to do.
     *
     * @param command how it begins
     * @param output what it prints, as a regular expression that some part of it matches
     */
    private record Expected(String command, int status, String output, String typed) {
        private Expected(String command, String output) {
            this(command, 0, output, "");
        }

        private Expected(String command, int status, String output) {
            this(command, status, output, "");
        }
    }

    private static final String S_CLIENT = "openssl s_client -starttls smtp ";
    private static final String PARTNERS = S_CLIENT + "-connect mx.contoso.test:25 -servername mx.contoso.test ";
    private static final String JOURNAL = "journalctl -u postern -o cat | grep ";

    private static final List<Expected> EXPECTED = List.of(
            new Expected(PARTNERS + "</dev/null 2>&1 | grep 'Verify return code'", "Verify return code: 0 \\(ok\\)"),
            new Expected(PARTNERS + "</dev/null 2>/dev/null | openssl x509 -noout", "DNS:mx\\.contoso\\.test"),
            new Expected(PARTNERS + "-showcerts </dev/null", "BEGIN CERTIFICATE"),
            new Expected(S_CLIENT + "-connect localhost:2525 </dev/null", "(?s)BEGIN CERTIFICATE.*TLSv1\\.3"),
            new Expected(S_CLIENT + "-connect host:port </dev/null", "BEGIN CERTIFICATE"),
            new Expected(
                    S_CLIENT + "-connect gw.example.org:25 ",
                    "(?s)TLSv1\\.3, Cipher is \\S+.*Verify return code: 0 \\(ok\\)"),
            new Expected(S_CLIENT + "-connect smtp.provider.example:587 ", "(?i)sha256 Fingerprint=([0-9A-F]{2}:){31}"),
            new Expected(
                    S_CLIENT + "-crlf -quiet -connect gateway:25 -cert client.pem -key client.key",
                    0,
                    "(?m)^250 .*alice@contoso\\.test",
                    "EHLO client.contoso.test\nMAIL FROM:<alice@contoso.test>\nQUIT\n"),
            new Expected(JOURNAL + "'inbound .*partner=contoso'", "verdict=accepted"),
            new Expected(JOURNAL + "'outbound .*partner=contoso'", "verdict=delivered"),
            new Expected(JOURNAL + "'partner=contoso .*verdict=would-'", "verdict=would-reject"),
            new Expected(JOURNAL + "'partner=contoso .*verdict=deferred'", "token=starttls-not-supported"),
            new Expected(JOURNAL + "'partner=contoso'", "partner=contoso"),
            new Expected(JOURNAL + "'message=Mail1709284364000'", "verdict=delivered"),
            new Expected(JOURNAL + "-w 'bob@contoso.test'", "to=bob@contoso\\.test"),
            new Expected(JOURNAL + "'verdict=would-'", "partner=contoso"),
            new Expected(JOURNAL + "-o 'address=", "\\d+ address=127\\.0\\.0\\.1 source=\\S+"),
            new Expected(JOURNAL + "-o 'token=[a-z-]*' | sort | uniq -c", "\\d+ token=starttls-not-supported"),
            new Expected("openssl x509 -in their.crt -noout -pubkey | ", DIGEST),
            new Expected("openssl x509 -in their.crt -outform DER | ", DIGEST),
            new Expected("openssl x509 -in contoso.pem -noout -fingerprint -sha256", "Fingerprint=([0-9A-F]{2}:){31}"),
            new Expected("openssl x509 -in contoso.pem -noout -pubkey | ", DIGEST),
            new Expected("./run demo", "All six messages had the expected outcome"),
            new Expected(
                    "swaks --server localhost:2525 --from", 23, "530 5\\.7\\.10 Encryption needed: mail from contoso"),
            new Expected("swaks --server localhost:2525 --tls --from", "<~ +250 "),
            new Expected("postern queue flush ", "Flushing the queue|Trying to deliver them now"),
            new Expected("postern queue", "contoso +\\d"),
            new Expected("postern health", "\"ready\""),
            new Expected("kubectl exec postern-0 -- postern health", "\"ready\""),
            new Expected("kubectl exec postern-0 -- postern queue flush contoso", "Flushing the queue"),
            new Expected("kubectl exec postern-0 -- postern queue", "contoso +\\d"),
            new Expected("bin/postern probe --history contoso", "There is no probe of contoso in .* yet|^\\[]$"),
            new Expected("bin/postern probe contoso", 1, "starttls-not-supported"),
            new Expected("bin/postern partners accept", "Confirmed .*contoso"),
            new Expected("bin/postern queue flush ", "Flushing the queue|Trying to deliver them now"),
            new Expected("bin/postern queue release contoso --yes", "Released messages: [1-9]"),
            new Expected("bin/postern queue release contoso", 64, "messages to contoso.test were accepted for partner"),
            new Expected("bin/postern queue", "contoso +\\d"),
            new Expected("bin/postern token add ", "^postern_[A-Za-z0-9_-]{43}"),
            new Expected("bin/postern token list", "night-shift +operator"),
            new Expected("bin/postern token revoke night-shift", "Revoked token night-shift"),
            new Expected("bin/postern audit", "token added night-shift"));

    @BeforeAll
    static void start() throws IOException {
        RealPeer.command("openssl", "openssl");
        RealPeer.command("swaks", "swaks");
        scene = new PageCommandsScene();
    }

    @AfterAll
    static void stop() throws IOException {
        if (scene != null) {
            scene.close();
        }
    }

    private static Optional<Expected> expected(ShellCommand command) {
        return EXPECTED.stream()
                .filter(entry -> command.text().startsWith(entry.command()))
                .findFirst();
    }

    @Test
    void everyCommandOfEveryPageIsRunOrListedWithTheReason() {
        List<String> neither = new ArrayList<>();
        List<String> both = new ArrayList<>();
        for (ShellCommand command : ShellCommand.all()) {
            boolean run = expected(command).isPresent();
            boolean listed = CommandsNotRun.entryFor(command).isPresent();
            if (run && listed) {
                both.add(command.toString());
            } else if (!run && !listed) {
                neither.add(command.toString());
            }
        }
        assertThat(neither)
                .as("to be run in this test, or listed in CommandsNotRun")
                .isEmpty();
        assertThat(both).isEmpty();
    }

    @Test
    void nothingIsListedThatNoPageSays() {
        List<String> texts = ShellCommand.all().stream().map(ShellCommand::text).toList();
        assertThat(EXPECTED).allMatch(entry -> texts.stream().anyMatch(text -> text.startsWith(entry.command())));
        assertThat(CommandsNotRun.ALL)
                .allMatch(entry -> texts.stream().anyMatch(text -> text.startsWith(entry.begins())));
    }

    static Stream<ShellCommand> run() {
        return ShellCommand.all().stream().filter(command -> expected(command).isPresent());
    }

    @ParameterizedTest
    @MethodSource("run")
    void doesWhatItsPageSays(ShellCommand command) {
        Expected wanted = expected(command).orElseThrow();
        if (command.text().contains(WAITING + " release")) {
            scene.rulesKept();
        } else if (command.text().contains(WAITING)) {
            scene.mailWaits();
        } else {
            scene.enforce();
        }
        PageCommandsScene.Outcome outcome = scene.run(command.text(), wanted.typed());

        assertThat(outcome.output()).containsPattern(wanted.output());
        assertThat(outcome.status()).as(outcome.output()).isEqualTo(wanted.status());
        if (command.text().contains(RELEASED)) {
            scene.nothingWaits();
        }
    }
}
