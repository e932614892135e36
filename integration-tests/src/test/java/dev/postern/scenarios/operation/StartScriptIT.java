package dev.postern.scenarios.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.testing.gateway.GatewayProcess;
import dev.postern.testing.process.Await;
import dev.postern.testing.process.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the start script makes of Java, and for which command. */
class StartScriptIT {
    private static final Path SCRIPT = GatewayProcess.distribution().resolve("bin/postern");
    private static final String RAN = "java ran";

    @TempDir
    private Path folder = Path.of("");

    @ParameterizedTest
    @CsvSource({"1.8.0_402", "9", "11.0.22", "16.0.2"})
    void anOlderJavaIsNamed(String version) throws IOException {
        var outcome = startWith("JAVA_VERSION=\"" + version + "\"\nJAVA_VERSION_DATE=\"2021-01-01\"\n");

        assertThat(outcome.status()).isEqualTo(69);
        assertThat(outcome.err()).contains("is Java " + version + ".", "17 or later", "JAVA_HOME");
        assertThat(outcome.out()).doesNotContain(RAN);
    }

    @ParameterizedTest
    @CsvSource({"17", "17.0.15", "21-ea", "25.0.3", "100"})
    void aNewEnoughOneIsRun(String version) throws IOException {
        assertThat(startWith("IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n")
                        .out())
                .contains(RAN);
    }

    @Test
    void oneThatDoesNotSayItsVersionIsRun() throws IOException {
        assertThat(startWith("IMPLEMENTOR=\"x\"\n").out()).contains(RAN);
    }

    @Test
    void theGatewaysOptionsAreForNoOtherCommand() {
        var options = Map.of("POSTERN_JAVA_OPTS", "-XX:NoSuchOption=1", "POSTERN_DATA", folder.toString());

        assertThat(run(List.of("queue", "--help"), options).status()).isZero();
        var started = run(List.of("start"), options);
        assertThat(started.out() + started.err()).contains("NoSuchOption");
    }

    @Test
    void whoOnlyAsksMakesNoDirectory() {
        Path data = folder.resolve("data");

        assertThat(run(List.of("start", "--help", "--data", data.toString()), Map.of())
                        .status())
                .isZero();
        assertThat(data).doesNotExist();
    }

    /** That user's next start could not write to it. Only root can do that to others. */
    @Test
    @EnabledIf("isRoot")
    void aStartAsRootLeavesTheOwnerOfTheDataDirectoryItsTmp() throws IOException {
        Path data = Files.createDirectories(folder.resolve("data"));
        UserPrincipal nobody =
                data.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody");
        Files.setOwner(data, nobody);

        run(List.of("start", "--conf", "none", "--data", data.toString()), Map.of());

        assertThat(Files.getOwner(data.resolve("tmp"))).isEqualTo(nobody);
    }

    static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }

    @Test
    void aJavaWithoutThatCompilerIsNotToldOfIt() throws IOException {
        Path java = folder.resolve("jvm/bin/java");
        Files.createDirectories(java.getParent());
        Files.writeString(java, "#!/bin/sh\ncase \"$*\" in *FreqInlineSize*) exit 1 ;; *) echo " + RAN + " ;; esac\n");
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
        var environment = Map.of("JAVA_HOME", folder.resolve("jvm").toString(), "POSTERN_DATA", folder.toString());

        assertThat(run(List.of("start"), environment).out()).contains(RAN);
    }

    private Command.Outcome run(List<String> arguments, Map<String, String> environment) {
        List<String> command = new ArrayList<>(List.of("sh", SCRIPT.toString()));
        command.addAll(arguments);
        return Command.run(folder, Await.PATIENCE, command, environment);
    }

    /** By a link on the PATH, as distributions have it. */
    private Command.Outcome startWith(String release) throws IOException {
        Path jvm = Files.createDirectories(folder.resolve("a jvm/bin"));
        Path java = Files.writeString(jvm.resolve("java"), "#!/bin/sh\necho " + RAN + "\n");
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.writeString(folder.resolve("a jvm/release"), release);
        Path bin = Files.createDirectories(folder.resolve("bin"));
        Files.createSymbolicLink(bin.resolve("java"), java);
        return Command.run(
                folder,
                Await.PATIENCE,
                List.of(
                        "env",
                        "-u",
                        "JAVA_HOME",
                        "PATH=" + bin + ":/usr/bin:/bin",
                        "sh",
                        SCRIPT.toString(),
                        "--version"));
    }
}
