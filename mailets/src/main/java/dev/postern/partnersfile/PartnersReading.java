package dev.postern.partnersfile;

import dev.postern.config.ConfigurationProblem;
import dev.postern.config.SourceFiles;
import dev.postern.partner.PartnerDirectory;
import java.util.List;
import java.util.Optional;

/**
 * Contains the result of reading {@code partners.yaml} once.
 *
 * @param directory present if and only if there is no problem
 * @param problems all of them, in the order of the file
 * @param warnings what an administrator should know of a file that is good all the same, in its order
 * @param sources the files that were read: the YAML file and the certificate files that it names
 */
public record PartnersReading(
        Optional<PartnerDirectory> directory,
        List<ConfigurationProblem> problems,
        List<ConfigurationProblem> warnings,
        SourceFiles sources) {}
