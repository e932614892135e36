package dev.postern.testing.docker;

import dev.postern.testing.gateway.ConfFolder;
import dev.postern.testing.process.Command;
import dev.postern.testing.process.RealPeer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The images that the tests run, built from this checkout by whatever Docker engine answers, each once. {@code BASE_IMAGE}
 * and {@code JDK_IMAGE} in the environment stand for the published base images where these cannot be had.
 */
public final class DockerImages {
    public static final Path DISTRIBUTION = Path.of(
                    System.getProperty("postern.distribution", "../distribution/package"))
            .toAbsolutePath()
            .normalize();
    private static final Path OWN = Path.of("src/test/resources").toAbsolutePath();
    private static final Duration QUERY = Duration.ofSeconds(60);
    private static final Duration BUILD = Duration.ofMinutes(10);
    public static final String BASE = base("BASE_IMAGE", "debian:bookworm-slim");
    public static final String JDK = base("JDK_IMAGE", "eclipse-temurin:25-jdk");

    private static final Map<String, String> BUILT = new HashMap<>();

    private DockerImages() {}

    private static String base(String variable, String published) {
        return Optional.ofNullable(System.getenv(variable)).orElse(published);
    }

    /** Skips the test, or fails it where peers are required, unless an engine answers and has or gets the base images. */
    public static void assumeAvailable() {
        assumeEngine();
        for (String image : List.of(BASE, JDK)) {
            boolean there = docker(QUERY, "image", "inspect", image).status() == 0
                    || docker(BUILD, "pull", "--quiet", image).status() == 0;
            RealPeer.need(there, "the base image " + image + " cannot be had; BASE_IMAGE and JDK_IMAGE name others");
        }
    }

    /** As {@link #assumeAvailable}, for the engine alone. */
    static void assumeEngine() {
        RealPeer.command("docker", "docker.io");
        RealPeer.need(
                docker(QUERY, "version", "--format", "{{.Server.Version}}").status() == 0,
                "no Docker engine answers; .ci/docker up starts one");
    }

    /** The gateway, as it ships. */
    static String gateway() {
        return built("postern:it", DISTRIBUTION, DISTRIBUTION.resolve("docker/Dockerfile"), "BASE_IMAGE", "JDK_IMAGE");
    }

    /** The mail server of the example. */
    static String postfix() {
        Path folder = DISTRIBUTION.resolve("docker/postfix");
        return built("postern-postfix:it", folder, folder.resolve("Dockerfile"), "BASE_IMAGE");
    }

    static String nameServer() {
        Path folder = OWN.resolve("name-server");
        return built("postern-name-server:it", folder, folder.resolve("Dockerfile"), "BASE_IMAGE");
    }

    private static synchronized String built(String tag, Path context, Path dockerfile, String... arguments) {
        return BUILT.computeIfAbsent(tag, name -> {
            List<String> build =
                    new ArrayList<>(List.of("build", "--quiet", "--tag", name, "--file", dockerfile.toString()));
            for (String argument : arguments) {
                build.addAll(List.of("--build-arg", argument + "=" + (argument.equals("JDK_IMAGE") ? JDK : BASE)));
            }
            build.add(context.toString());
            var outcome = docker(BUILD, build.toArray(String[]::new));
            if (outcome.status() != 0) {
                throw new AssertionError(name + " cannot be built:\n" + outcome.out() + outcome.err());
            }
            return name;
        });
    }

    /** What that command of Docker's does. */
    public static Command.Outcome docker(Duration atMost, String... arguments) {
        List<String> command = new ArrayList<>(List.of("docker"));
        command.addAll(List.of(arguments));
        return Command.run(scratch(), atMost, command);
    }

    private static Path scratch() {
        Path folder = ConfFolder.work().resolve("docker");
        try {
            return Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
