package dev.postern.scenarios.queue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What an operator finds in a repository: a message is there when there is its envelope, which names its content. */
record RepositoryFiles(Path folder) {
    private static final String ENVELOPE = ".envelope";

    /** The content of each message, a byte a character. */
    List<String> contents() {
        List<String> contents = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (var files = Files.newDirectoryStream(folder, "*" + ENVELOPE)) {
                for (Path envelope : files) {
                    contentOf(envelope).ifPresent(contents::add);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return contents;
    }

    /** Empty if the gateway removes the message meanwhile; if it stores it again, the new content. */
    private static Optional<String> contentOf(Path envelope) throws IOException {
        Optional<String> before = Optional.empty();
        while (true) {
            Optional<String> generation = generation(envelope);
            if (generation.isEmpty()) {
                return Optional.empty();
            }
            try {
                return Optional.of(read(content(envelope, generation.get())));
            } catch (NoSuchFileException e) {
                if (generation.equals(before)) {
                    throw e; // the envelope of a message without content
                }
                before = generation;
            }
        }
    }

    private static Optional<String> generation(Path envelope) throws IOException {
        try {
            return Optional.of(read(envelope).lines().findFirst().orElse(""));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private static Path content(Path envelope, String generation) {
        String name = String.valueOf(envelope.getFileName());
        return envelope.resolveSibling(
                name.substring(0, name.length() - ENVELOPE.length()) + "." + generation + ".eml");
    }

    private static String read(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.ISO_8859_1);
    }
}
