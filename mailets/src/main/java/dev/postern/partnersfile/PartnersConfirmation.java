package dev.postern.partnersfile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * The file {@code partners.accepted} beside {@code partners.yaml}, with which an administrator confirms one content of it: it begins
 * with the SHA-256 of that content, as {@code sha256sum} writes it. What follows is free, and tells it from an earlier confirmation of
 * the same content.
 */
public record PartnersConfirmation(Path partnersFile) {

    public Path path() {
        return partnersFile.resolveSibling("partners.accepted");
    }

    /** Returns the confirmation of the content that was read, if there is one. */
    public Optional<String> of(PartnersReading reading) {
        try {
            String confirmation = Files.readString(path()).strip();
            String confirmed = confirmation.split("\\s", 2)[0];
            return digest(reading).filter(confirmed::equalsIgnoreCase).map(digest -> confirmation);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Confirms the content that was read. */
    public void write(PartnersReading reading, Instant now) throws IOException {
        Files.writeString(
                path(),
                digest(reading).orElseThrow() + "  " + partnersFile.getFileName() + "\n# confirmed at " + now + "\n");
    }

    private Optional<String> digest(PartnersReading reading) {
        return Optional.ofNullable(reading.sources().asRead().get(partnersFile));
    }
}
