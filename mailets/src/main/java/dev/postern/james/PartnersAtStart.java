package dev.postern.james;

import dev.postern.config.ConfigurationException;
import dev.postern.config.ConfigurationProblem;
import dev.postern.partnersfile.PartnersFile;
import dev.postern.partnersfile.PartnersReading;
import dev.postern.partnersfile.PartnersWatch;
import java.io.File;
import java.io.FileNotFoundException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.apache.james.filesystem.api.FileSystem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The first reading of {@code partners.yaml}: without a good one James does not start. */
final class PartnersAtStart {
    private static final Logger LOGGER = LoggerFactory.getLogger(PartnersAtStart.class);
    private static final String NAME = "partners.yaml";

    private PartnersAtStart() {}

    /** Where the file belongs, whether it is there or not. */
    static Path file(FileSystem files) {
        try {
            File conf = files.getFile(FileSystem.FILE_PROTOCOL_AND_CONF);
            return conf.toPath().resolve(NAME).toAbsolutePath().normalize();
        } catch (FileNotFoundException e) {
            throw new UncheckedIOException("James has no configuration directory", e);
        }
    }

    /** What is wrong in the file, whatever James's domains are. It is logged too: James prints it far below. */
    static List<ConfigurationProblem> problems(Path file) {
        List<ConfigurationProblem> problems =
                new PartnersFile(file, Set.of()).read().problems();
        if (!problems.isEmpty()) {
            log(file, problems);
        }
        return problems;
    }

    /** @throws ConfigurationException if it has problems */
    static PartnersWatch read(PartnersFile file) {
        PartnersReading first = file.read();
        if (first.directory().isEmpty()) {
            log(file.path(), first.problems());
        }
        var partners = new PartnersWatch(file, first);
        LOGGER.info("Loaded {} partners from {}", partners.current().partners().size(), file.path());
        return partners;
    }

    private static void log(Path file, List<ConfigurationProblem> problems) {
        LOGGER.error(
                "Could not read the partners in {}; James does not start. Problems: {}\n{}",
                file,
                problems.size(),
                new ConfigurationException(problems).getMessage());
    }
}
