package dev.postern.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The parts that are written in C, because they must cost little: compiled at each run, into its scratch folder. */
final class CSources {
    private static final long PATIENCE_S = 60;
    private static final Path FOLDER = Path.of(System.getProperty("postern.bench.c", "src/bench/c"));

    private CSources() {}

    static boolean compilerIsThere() {
        return Shell.find("gcc").isPresent();
    }

    /** The load generator and sink. */
    static Path load(Path scratch) throws IOException {
        var parts = List.of("main", "message", "wire", "sink", "generator", "accounts", "report");
        return compile(scratch.resolve("load"), parts, List.of("-pthread"), List.of("-lssl", "-lcrypto"));
    }

    /** The library that counts the syncs of the process that preloads it. */
    static Path fsyncs(Path scratch) throws IOException {
        return compile(scratch.resolve("fsyncs.so"), List.of("fsyncs"), List.of("-shared", "-fPIC"), List.of("-ldl"));
    }

    private static Path compile(Path target, List<String> parts, List<String> options, List<String> libraries)
            throws IOException {
        var command = new ArrayList<>(List.of("gcc", "-std=gnu17", "-O2", "-o", target.toString()));
        command.addAll(options);
        parts.forEach(part -> command.add(FOLDER.resolve(part + ".c").toString()));
        command.addAll(libraries);
        if (Shell.run(command, Map.of(), PATIENCE_S).status() != 0 || !Files.exists(target)) {
            throw new IOException("gcc failed; see above");
        }
        return target;
    }
}
