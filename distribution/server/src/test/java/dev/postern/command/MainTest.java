package dev.postern.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The exit statuses that no single command gives. */
class MainTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense",
                "--bogus",
                "start --bogus",
                "queue --bogus",
                "queue flush",
                "health x",
                "demo --bogus"
            })
    void aWrongCommandLineIs64(String arguments) {
        var err = new StringWriter();
        var commandLine = Main.commandLine().setErr(new PrintWriter(err));

        assertThat(Main.status(commandLine, arguments.split(" ", -1))).isEqualTo(64);
        assertThat(err.toString()).contains("Usage: postern");
    }

    /** The directory has no gateway.yaml, which each command says if it was told of the directory. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "queue --conf DIR",
                "queue --conf DIR flush --all",
                "queue flush --all --conf DIR",
                "queue flush --conf DIR --all",
                "queue flush contoso --conf DIR",
                "queue flush --conf DIR contoso",
                "queue flush --conf=DIR contoso",
                "queue release contoso --conf DIR",
                "queue release --conf DIR --yes contoso",
                "queue --conf DIR release contoso --yes"
            })
    void theDirectoryMayStandAnywhereBehindQueue(String arguments, @TempDir Path empty) {
        var before = System.err;
        var printed = new ByteArrayOutputStream();
        System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            int status = Main.status(
                    Main.commandLine(),
                    arguments.replace("DIR", empty.toString()).split(" ", -1));

            assertThat(printed.toString(StandardCharsets.UTF_8)).contains("the file does not exist");
            assertThat(status).isEqualTo(78);
        } finally {
            System.setErr(before);
        }
    }

    @Test
    void whatShouldNotHappenIs70AndIsPrinted() {
        assertThat(statusOf(() -> {
                    throw new IllegalStateException("never before seen");
                }))
                .isEqualTo("70 IllegalStateException: never before seen");
        // No exception: the JVM would print it and go on with half a gateway.
        assertThat(statusOf(() -> {
                    throw new NoClassDefFoundError("dev/postern/Gone");
                }))
                .isEqualTo("70 NoClassDefFoundError: dev/postern/Gone");
    }

    private static String statusOf(Runnable command) {
        var before = System.err;
        var printed = new ByteArrayOutputStream();
        System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            int status = Main.status(
                    Main.commandLine()
                            .addSubcommand("fail", CommandLine.Model.CommandSpec.wrapWithoutInspection(command)),
                    "fail");
            String thrown = printed.toString(StandardCharsets.UTF_8)
                    .lines()
                    .skip(1)
                    .findFirst()
                    .orElse("");
            return status + " " + thrown.replaceFirst("^java\\.lang\\.", "");
        } finally {
            System.setErr(before);
        }
    }
}
