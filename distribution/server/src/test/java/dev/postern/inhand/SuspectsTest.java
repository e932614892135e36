package dev.postern.inhand;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SuspectsTest {
    @TempDir
    private Path directory;

    /** The process ends while it has these in hand, and is started again. */
    private void end(String... inHand) throws IOException {
        read().inHandAtAnEnd(List.of(inHand));
    }

    private Suspects read() throws IOException {
        return Suspects.read(directory.resolve("suspects"));
    }

    private List<String> culprits(String... of) throws IOException {
        Suspects suspects = read();
        return Stream.of(of)
                .filter(key ->
                        suspects.of(key).filter(Suspects.Suspect::isCulprit).isPresent())
                .toList();
    }

    @Test
    void killsFromOutsideCondemnNoneOfMany() throws IOException {
        for (int kill = 0; kill < 6; kill++) {
            end("a", "b", "c");
            assertThat(culprits("a", "b", "c")).isEmpty();
        }
    }

    @Test
    void twoKillsFromOutsideCondemnNoneThatWasAlone() throws IOException {
        end("slow");
        end("slow");

        assertThat(culprits("slow")).isEmpty();
    }

    @Test
    void theOneThatIsAloneAtAThirdEndIsTheCulprit() throws IOException {
        end("a", "b", "c");
        end("a", "b");
        assertThat(culprits("a", "b", "c")).isEmpty();
        end("b");

        assertThat(culprits("a", "b", "c")).containsExactly("b");
    }

    @Test
    void besideNewMailItTakesAFourthEnd() throws IOException {
        end("a", "b");
        end("b", "new");
        end("b", "newer");
        assertThat(culprits("a", "b", "new", "newer")).isEmpty();

        end("b", "new");
        assertThat(culprits("a", "b", "new")).containsExactly("b");
    }

    @Test
    void oneThatHasEndedTheProcessAloneStaysTheCulprit() throws IOException {
        end("a");
        end("a");
        end("a");
        end("a", "b");

        assertThat(culprits("a", "b")).containsExactly("a");
    }

    /** The longer it is not known, the longer each has the process for itself. */
    @Test
    void theWaitForTheOthersGrows() throws IOException {
        end("a", "b");
        var first = read().of("a").orElseThrow().longestWait();
        end("a", "b");
        var second = read().of("a").orElseThrow().longestWait();
        end("a", "b");

        assertThat(read().of("a").orElseThrow().longestWait()).isGreaterThan(second);
        assertThat(second).isGreaterThan(first);
    }

    @Test
    void oneThatTheProcessOutlivedIsForgotten() throws IOException {
        end("a", "b");
        read().acquit("a");
        end("a");

        assertThat(culprits("a")).isEmpty();
    }
}
