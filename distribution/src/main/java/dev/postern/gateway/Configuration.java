package dev.postern.gateway;

import dev.postern.config.ConfigurationException;
import dev.postern.config.Problems;
import dev.postern.partner.PartnersFile;
import dev.postern.partner.PartnersReading;
import dev.postern.partner.PartnersWatch;
import java.net.InetSocketAddress;
import java.nio.file.Path;

/**
 * The two files that an operator edits, read together: whole and valid, or not at all.
 *
 * @param gateway {@code gateway.yaml}
 * @param partners {@code partners.yaml} as it was read, not yet watched; no reading of it lets a partner claim a domain
 *     of {@code gateway.yaml}
 */
public record Configuration(GatewayConfiguration gateway, PartnersWatch partners) {

    /**
     * Reads {@code gateway.yaml} and {@code partners.yaml} in that directory. Opens and writes nothing.
     *
     * @throws ConfigurationException with all problems of both files, also those between them
     */
    public static Configuration load(Path directory) {
        var problems = new Problems();
        GatewayReading gateway = GatewayFile.read(directory.resolve("gateway.yaml"), problems);
        var file = new PartnersFile(directory.resolve("partners.yaml"), gateway.ownDomains());
        PartnersReading partners = file.read();
        partners.problems().forEach(problems::add);
        return gateway.configuration()
                .filter(valid -> problems.isEmpty())
                .map(valid -> new Configuration(valid, new PartnersWatch(file, partners)))
                .orElseThrow(() -> new ConfigurationException(problems.list()));
    }

    /**
     * Where the gateway of that directory has its admin port; {@code partners.yaml} may be as it likes.
     *
     * @throws ConfigurationException with all problems of {@code gateway.yaml}
     */
    public static InetSocketAddress adminOf(Path directory) {
        var problems = new Problems();
        return GatewayFile.read(directory.resolve("gateway.yaml"), problems)
                .configuration()
                .filter(valid -> problems.isEmpty())
                .map(GatewayConfiguration::admin)
                .orElseThrow(() -> new ConfigurationException(problems.list()));
    }
}
