package dev.postern.domains;

import dev.postern.config.ConfigurationProblem;
import dev.postern.config.SourceFiles;
import dev.postern.partner.DomainPattern;
import java.util.List;
import java.util.Optional;

/**
 * Contains the result of reading all files with own domains once.
 *
 * @param domains all own domains, also those of {@code gateway.yaml} itself; empty if there is a problem
 * @param patterns those that could be read, also beside problems
 * @param problems each with its file and line
 * @param sources the files as they were read
 */
public record DomainsReading(
        Optional<OwnDomains> domains,
        List<DomainPattern> patterns,
        List<ConfigurationProblem> problems,
        SourceFiles sources) {}
