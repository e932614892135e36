package dev.postern.gateway;

import dev.postern.address.OutboundAddresses;
import dev.postern.config.ConfigurationException;
import dev.postern.config.ConfigurationProblem;
import dev.postern.config.Environment;
import dev.postern.config.Problems;
import dev.postern.domains.DomainsWatch;
import dev.postern.log.LogFormat;
import dev.postern.partnersfile.PartnersFile;
import dev.postern.partnersfile.PartnersReading;
import dev.postern.partnersfile.PartnersWatch;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The two files that an operator edits, read together: whole and valid, or not at all.
 *
 * @param gateway {@code gateway.yaml}
 * @param domains the own domains as they were read, not yet watched
 * @param partners {@code partners.yaml} as it was read, not yet watched; no reading of it lets a partner claim an own
 *     domain
 * @param warnings what an administrator should know of {@code gateway.yaml}, which is good all the same
 */
public record Configuration(
        GatewayConfiguration gateway,
        DomainsWatch domains,
        PartnersWatch partners,
        List<ConfigurationProblem> warnings) {

    private static final String PREFIX = "POSTERN";

    /** Variables that begin as those of keys do, and are for the gateway as a program. */
    private static final Set<String> OF_THE_PROGRAM = Set.of("POSTERN_CONF", "POSTERN_DATA", "POSTERN_JAVA_OPTS");

    /** As {@link #load(Path, Map)}, with nothing in the environment. */
    public static Configuration load(Path directory) {
        return load(directory, Map.of());
    }

    /**
     * Reads {@code gateway.yaml} and {@code partners.yaml} in that directory. Opens and writes nothing.
     *
     * @param environment its {@code POSTERN_} variables stand over the keys of {@code gateway.yaml}
     * @throws ConfigurationException with all problems of both files and of the environment, also those between them
     */
    public static Configuration load(Path directory, Map<String, String> environment) {
        var problems = new Problems();
        GatewayReading gateway = read(directory, environment, problems);
        Optional<DomainsWatch> domains = gateway.configuration()
                .flatMap(valid -> gateway.domains().map(first -> new DomainsWatch(valid.domains(), first)));
        var file = new PartnersFile(
                directory.resolve("partners.yaml"),
                () -> domains.map(watch -> watch.get().patterns()).orElseGet(gateway::ownDomains),
                gateway.configuration()
                        .map(valid -> valid.delivery().addresses())
                        .orElse(OutboundAddresses.UNWRITTEN));
        PartnersReading partners = file.read();
        partners.problems().forEach(problems::add);
        return gateway.configuration()
                .filter(valid -> problems.isEmpty())
                .flatMap(valid ->
                        domains.map(watch -> of(valid, watch, new PartnersWatch(file, partners), problems.warnings())))
                .orElseThrow(() -> new ConfigurationException(problems.list()));
    }

    private static Configuration of(
            GatewayConfiguration gateway,
            DomainsWatch domains,
            PartnersWatch partners,
            List<ConfigurationProblem> warnings) {
        domains.keepOff(partners);
        return new Configuration(gateway, domains, partners, warnings);
    }

    /**
     * Returns the admin address of the gateway with that directory and environment; does not read {@code
     * partners.yaml}.
     *
     * @throws ConfigurationException with all problems of {@code gateway.yaml}
     */
    public static InetSocketAddress adminOf(Path directory, Map<String, String> environment) {
        return gatewayOf(directory, environment).admin();
    }

    /**
     * Returns what {@code gateway.yaml} of that directory and environment says now; {@code partners.yaml} is not read.
     *
     * @throws ConfigurationException with all problems of {@code gateway.yaml}
     */
    public static GatewayConfiguration gatewayOf(Path directory, Map<String, String> environment) {
        var problems = new Problems();
        return read(directory, environment, problems)
                .configuration()
                .filter(valid -> problems.isEmpty())
                .orElseThrow(() -> new ConfigurationException(problems.list()));
    }

    /** Returns the environment variable that overrides that key of {@code gateway.yaml}. */
    public static String variable(String key) {
        return Environment.variable(PREFIX, key);
    }

    /** Returns the names of the variables of a valid environment that override keys of {@code gateway.yaml}. */
    public static List<String> variables(Map<String, String> environment) {
        return ofKeys(environment).names().stream()
                .filter(name -> !name.equals(LogFormat.VARIABLE))
                .toList();
    }

    private static GatewayReading read(Path directory, Map<String, String> environment, Problems problems) {
        return GatewayFile.read(directory.resolve("gateway.yaml"), ofKeys(environment), problems);
    }

    private static Environment ofKeys(Map<String, String> environment) {
        return Environment.of(environment, PREFIX, OF_THE_PROGRAM);
    }
}
