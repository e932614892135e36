package dev.postern.changes;

import dev.postern.partner.DomainPattern;
import dev.postern.partner.PartnerDirectory;
import dev.postern.partnersfile.PartnersLoss;
import dev.postern.storage.DurableFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Stores the names and domains of the partners last in force, so that the next start notices removed ones. */
public final class LastPartners {
    private static final Logger LOGGER = LoggerFactory.getLogger(LastPartners.class);

    private final Path file;

    public LastPartners(Path file) {
        this.file = file;
    }

    /** Returns the partners lost since then; empty if fewer than half are, or if nothing was stored. */
    public Optional<PartnersLoss> lossOf(PartnerDirectory now) {
        try {
            return PartnersLoss.between(read(), now);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            LOGGER.error("Could not read {}; cannot notice partners that were removed since the last run", file, e);
            return Optional.empty();
        }
    }

    private Map<String, List<DomainPattern>> read() throws IOException {
        Map<String, List<DomainPattern>> partners = new LinkedHashMap<>();
        for (String line : Files.readAllLines(file)) {
            String[] parts = line.split("\t", -1);
            partners.put(
                    parts[0],
                    Stream.of(parts)
                            .skip(1)
                            .flatMap(text -> DomainPattern.parse(text).stream())
                            .toList());
        }
        return partners;
    }

    /** Writes the partners of now; an error is logged, as it is no reason to stop. */
    public void write(PartnerDirectory now) {
        String lines = PartnersLoss.domains(now).entrySet().stream()
                .map(partner -> partner.getKey() + "\t"
                        + partner.getValue().stream()
                                .map(DomainPattern::toString)
                                .collect(Collectors.joining("\t"))
                        + "\n")
                .collect(Collectors.joining());
        try {
            DurableFile.write(file, lines.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            LOGGER.error(
                    "Could not write {}; the next start may not notice partners that are removed until then", file, e);
        }
    }
}
