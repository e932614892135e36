package dev.postern.scenarios.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.testing.gateway.GatewayProcess;
import dev.postern.testing.gateway.Site;
import dev.postern.testing.process.Await;
import dev.postern.testing.process.RealPeer;
import dev.postern.testing.process.SystemCalls;
import dev.postern.testing.process.SystemCalls.Call;
import dev.postern.testing.smtp.Letter;
import dev.postern.testing.smtp.ScriptedSmtpClient;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * 250 is said after the disk has the message, not only the kernel: a kill leaves the kernel's memory alone, a power cut does
 * not. The gateway runs under strace, which tells in what order it asks the kernel for what.
 */
class SyncOrderIT {
    private static final String ACCEPTED = "250 2.6.0 ";
    private static final String JOURNAL = ".amq";

    @Test
    void theMessageIsWrittenAndSyncedBeforeTheClientHears250() throws IOException {
        Path strace = RealPeer.command("strace", "strace");
        List<Letter> letters = letters();
        try (var scene = new CrashScene("sync-order")) {
            Path trace = scene.site.folder.root().resolve("strace.log");
            try (GatewayProcess gateway = scene.start(SystemCalls.tracing(strace, trace));
                    var client = scene.site.outside()) {
                for (Letter letter : letters) {
                    List<String> recipients = List.of(letter.marker() + ".0@example.test");
                    scene.promises.offer(letter, recipients, false);
                    assertThat(client.mail("carol@stranger.test", recipients, letter)
                                    .code())
                            .isEqualTo(250);
                }
            }
            // strace writes a little later than the gateway speaks.
            var calls = Await.value("all replies are in the trace", Await.PATIENCE, () -> {
                var read = SystemCalls.read(trace);
                return repliesIn(read).size() == letters.size() ? Optional.of(read) : Optional.empty();
            });
            List<Call> replies = repliesIn(calls);
            for (int i = 0; i < letters.size(); i++) {
                expectOnDisk(calls, letters.get(i), replies.get(i));
            }
        }
    }

    @Test
    void aRejectedMessageHasItsNameAfterItIsSyncedAndItsFolderIsSyncedThen() throws IOException {
        Path strace = RealPeer.command("strace", "strace");
        var letter = Letter.from("alice@alpha.test");
        try (var scene = new CrashScene("sync-order-repository")) {
            Path trace = scene.site.folder.root().resolve("strace.log");
            RepositoryFiles rejected = scene.repository("rejected");
            try (GatewayProcess gateway = scene.start(SystemCalls.tracing(strace, trace));
                    var client = ScriptedSmtpClient.greeted(Site.OUTSIDE, scene.pastTheHooks)) {
                List<String> recipients = List.of(letter.marker() + ".0@example.test");
                scene.promises.offer(letter, recipients, true);
                assertThat(client.mail("alice@alpha.test", recipients, letter).code())
                        .isEqualTo(250);
                Await.until(
                        "the message is in the repository",
                        Await.PATIENCE,
                        () -> !rejected.contents().isEmpty());
                gateway.terminate();
                gateway.awaitExit();
            }
            for (String part : List.of("secret " + letter.marker(), letter.marker() + ".0@example.test")) {
                Await.until(
                        "content and envelope are safe in " + rejected,
                        Await.PATIENCE,
                        () -> isSafe(SystemCalls.read(trace), rejected.folder().toString(), part));
            }
        }
    }

    /** Written, synced, renamed, and the folder synced, in this order. */
    private static boolean isSafe(SystemCalls calls, String folder, String part) {
        return calls.all(call -> call.isWrite() && call.file().startsWith(folder + "/") && call.says(part)).stream()
                .anyMatch(write -> calls.syncAfter(write, write.file())
                        .flatMap(sync -> calls.renameAfter(sync, write.file()))
                        .flatMap(rename -> calls.syncAfter(rename, folder))
                        .isPresent());
    }

    /** One that the queue keeps in its journal, and one that it keeps in a file of its own. */
    private static List<Letter> letters() {
        return Stream.of(10, 20_000)
                .map(lines -> {
                    var letter = Letter.from("carol@stranger.test");
                    return new Letter(
                            letter.marker(),
                            letter.content() + "some more of it\r\n".repeat(lines) + endOf(letter) + "\r\n");
                })
                .toList();
    }

    private static List<Call> repliesIn(SystemCalls calls) {
        return calls.all(call -> call.isWrite() && call.says("\"" + ACCEPTED));
    }

    private static String endOf(Letter letter) {
        return "the end of " + letter.marker();
    }

    private static void expectOnDisk(SystemCalls calls, Letter letter, Call reply) {
        for (String part : List.of("secret " + letter.marker(), endOf(letter))) {
            List<Call> writes = calls.all(call -> call.isWrite() && call.says(part) && call.isBefore(reply));
            assertThat(writes)
                    .as(
                            "before 250 was said, something of %s was written to a file that was then synced",
                            letter.marker())
                    .anyMatch(write -> isSyncedBefore(calls, write, reply));
        }
        List<Call> journal = calls.all(call ->
                call.isWrite() && call.file().endsWith(JOURNAL) && call.says(letter.marker()) && call.isBefore(reply));
        assertThat(journal)
                .as("before 250 was said, the journal had %s and was synced", letter.marker())
                .anyMatch(write -> isSyncedBefore(calls, write, reply));
    }

    private static boolean isSyncedBefore(SystemCalls calls, Call write, Call reply) {
        return calls.syncAfter(write, write.file())
                .filter(sync -> sync.isBefore(reply))
                .isPresent();
    }
}
