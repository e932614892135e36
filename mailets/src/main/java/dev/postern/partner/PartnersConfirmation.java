package dev.postern.partner;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The file {@code partners.accepted} beside {@code partners.yaml}, with which an administrator confirms one content of it: it begins
 * with the SHA-256 of that content, as {@code sha256sum} writes it.
 */
public record PartnersConfirmation(Path partnersFile) {

    public Path path() {
        return partnersFile.resolveSibling("partners.accepted");
    }

    /** Whether the content that was read is the one that was confirmed. */
    public boolean isOf(PartnersReading reading) {
        Optional<String> read = digest(reading);
        try {
            String confirmed = Files.readString(path()).strip().split("\\s", 2)[0];
            return read.filter(confirmed::equalsIgnoreCase).isPresent();
        } catch (IOException e) {
            return false;
        }
    }

    /** Confirms the content that was read. */
    public void write(PartnersReading reading) throws IOException {
        Files.writeString(path(), digest(reading).orElseThrow() + "  " + partnersFile.getFileName() + "\n");
    }

    private Optional<String> digest(PartnersReading reading) {
        return Optional.ofNullable(reading.sources().asRead().get(partnersFile));
    }
}
