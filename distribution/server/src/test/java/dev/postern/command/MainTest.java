package dev.postern.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
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
                "xyzzy",
                "--bogus",
                "start --bogus",
                "queue --bogus",
                "queue flush",
                "health x",
                "token add",
                "token add ci",
                "token add ci --role god",
                "token list x",
                "token revoke",
                "audit x",
                "demo --bogus"
            })
    void aWrongCommandLineIs64(String arguments) {
        var err = new StringWriter();
        var commandLine = Main.commandLine().setErr(new PrintWriter(err));

        assertThat(Main.status(commandLine, arguments.split(" ", -1))).isEqualTo(64);
        assertThat(err.toString()).contains("Usage: postern");
    }

    /** No gateway runs with that directory, which each command says if it was told of the directory. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "queue --data DIR",
                "queue --data DIR flush --all",
                "queue flush --all --data DIR",
                "queue flush --data DIR --all",
                "queue flush contoso --data DIR",
                "queue flush --data DIR contoso",
                "queue flush --data=DIR contoso",
                "queue release contoso --data DIR",
                "queue release --data DIR --yes contoso",
                "queue --data DIR release contoso --yes"
            })
    void theDirectoryMayStandAnywhereBehindQueue(String arguments, @TempDir Path empty) {
        var before = System.err;
        var printed = new ByteArrayOutputStream();
        System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            int status = Main.status(
                    Main.commandLine(),
                    arguments.replace("DIR", empty.toString()).split(" ", -1));

            assertThat(printed.toString(StandardCharsets.UTF_8))
                    .contains("No gateway is running with the data directory " + empty);
            assertThat(status).isEqualTo(69);
        } finally {
            System.setErr(before);
        }
    }

    /** A partner's name becomes the name of a file. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "../contoso",
                "/etc/contoso",
                "Contoso",
                "contoso.test",
                "_own",
                "contoso --follow",
                "contoso --sender <>"
            })
    void theHistoryIsOfAPartnerByName(String target, @TempDir Path data) throws IOException {
        Files.createDirectories(data.resolve("probes"));
        Files.writeString(data.resolve("contoso.jsonl"), "");
        var commandLine = Main.commandLine().setErr(new PrintWriter(new StringWriter()));

        assertThat(Main.status(commandLine, ("probe --history --data " + data + " " + target).split(" ", -1)))
                .isEqualTo(64);
        assertThat(Main.status(commandLine, "probe", "--history", "--data", data.toString(), "contoso"))
                .isZero();
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
