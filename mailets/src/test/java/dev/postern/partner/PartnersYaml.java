package dev.postern.partner;

import dev.postern.config.ConfigurationProblem;
import dev.postern.partnersfile.PartnersFile;
import dev.postern.partnersfile.PartnersReading;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A partners file of a test, and the certificate files beside it. */
public final class PartnersYaml {
    private final Path directory;
    private final PartnersFile file;

    public PartnersYaml(Path directory, String... ownDomains) {
        this.directory = directory;
        this.file = new PartnersFile(
                directory.resolve("partners.yaml"),
                () -> Stream.of(ownDomains)
                        .flatMap(own -> DomainPattern.parse(own).stream())
                        .toList());
    }

    public PartnersFile file() {
        return file;
    }

    public PartnersYaml write(String text) {
        return write("partners.yaml", text);
    }

    public PartnersYaml write(String name, String text) {
        try {
            Files.writeString(directory.resolve(name), text);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads the file, which must be good. */
    public PartnerDirectory directory() {
        PartnersReading reading = file.read();
        return reading.directory().orElseThrow(() -> new AssertionError(reading.problems()));
    }

    /** The only partner of a good file. */
    public Partner onlyPartner() {
        return Optional.of(directory().partners())
                .filter(partners -> partners.size() == 1)
                .orElseThrow()
                .iterator()
                .next();
    }

    /** Reads the file, and all its problems as they are shown. */
    public List<String> problems() {
        return file.read().problems().stream()
                .map(ConfigurationProblem::toString)
                .toList();
    }
}
