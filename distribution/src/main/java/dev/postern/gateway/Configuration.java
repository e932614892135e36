package dev.postern.gateway;

import dev.postern.config.ConfigurationException;
import dev.postern.config.Problems;
import dev.postern.partner.PartnersFile;
import dev.postern.partner.PartnersReading;
import java.nio.file.Path;

/**
 * The two files that an operator edits, read together: whole and valid, or not at all.
 *
 * @param gateway {@code gateway.yaml}
 * @param partnersFile {@code partners.yaml}, to be watched; it knows the own domains that no partner can claim
 * @param partners its first reading, without problems
 */
public record Configuration(GatewayConfiguration gateway, PartnersFile partnersFile, PartnersReading partners) {

    /**
     * Reads {@code gateway.yaml} and {@code partners.yaml} in that directory. Opens and writes nothing.
     *
     * @throws ConfigurationException with all problems of both files, also those between them
     */
    public static Configuration load(Path directory) {
        var problems = new Problems();
        GatewayReading gateway = GatewayFile.read(directory.resolve("gateway.yaml"), problems);
        var partnersFile = new PartnersFile(directory.resolve("partners.yaml"), gateway.ownDomains());
        PartnersReading partners = partnersFile.read();
        partners.problems().forEach(problems::add);
        return gateway.configuration()
                .filter(valid -> problems.isEmpty())
                .map(valid -> new Configuration(valid, partnersFile, partners))
                .orElseThrow(() -> new ConfigurationException(problems.list()));
    }
}
