package dev.postern.scenarios.queue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What an operator finds in a repository: a message is there when there is its envelope, which names its content. */
record RepositoryFiles(Path folder) {
    private static final String ENVELOPE = ".envelope";

    /** The content of each message, a byte a character. */
    List<String> contents() {
        List<String> contents = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (var files = Files.newDirectoryStream(folder, "*" + ENVELOPE)) {
                for (Path envelope : files) {
                    contents.add(contentOf(envelope));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return contents;
    }

    private static String contentOf(Path envelope) throws IOException {
        String name = String.valueOf(envelope.getFileName());
        String generation = Files.readString(envelope, StandardCharsets.ISO_8859_1)
                .lines()
                .findFirst()
                .orElse("");
        Path content = envelope.resolveSibling(
                name.substring(0, name.length() - ENVELOPE.length()) + "." + generation + ".eml");
        return Files.readString(content, StandardCharsets.ISO_8859_1);
    }
}
