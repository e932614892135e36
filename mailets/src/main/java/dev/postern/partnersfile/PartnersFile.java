package dev.postern.partnersfile;

import dev.postern.address.OutboundAddresses;
import dev.postern.config.Problems;
import dev.postern.config.SourceFiles;
import dev.postern.config.YamlFile;
import dev.postern.config.YamlMapping;
import dev.postern.config.YamlValue;
import dev.postern.partner.DomainPattern;
import dev.postern.partner.InboundPolicy;
import dev.postern.partner.OutboundPolicy;
import dev.postern.partner.Partner;
import dev.postern.partner.PartnerDirectory;
import dev.postern.partner.PartnerMode;
import dev.postern.tls.DnsName;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * {@code partners.yaml}: reads it whole, and gives either all partners or all problems.
 *
 * <p>An entry's keys stand over those of {@code defaults}, key by key within {@code outbound} and {@code inbound}; what
 * both leave out is level {@code secure}, TLS 1.2 or newer, {@code defer}, and inbound required TLS, both identities,
 * {@code reject}. Immutable; safe for any thread.
 */
public final class PartnersFile {
    private static final String LIST = "Write a list of partners; partners: [] means none.";

    private final Path path;
    private final Supplier<? extends Collection<DomainPattern>> ownDomains;
    private final OutboundAddresses otherwise;

    /**
     * @param ownDomains the domains that the gateway itself serves at each reading: no partner can claim one of them
     * @param otherwise between which addresses mail goes where the file does not say it
     */
    public PartnersFile(
            Path path, Supplier<? extends Collection<DomainPattern>> ownDomains, OutboundAddresses otherwise) {
        this.path = path.toAbsolutePath().normalize();
        this.ownDomains = ownDomains;
        this.otherwise = otherwise;
    }

    /** @param ownDomains the domains that the gateway itself serves at each reading: no partner can claim one of them */
    public PartnersFile(Path path, Supplier<? extends Collection<DomainPattern>> ownDomains) {
        this(path, ownDomains, OutboundAddresses.UNWRITTEN);
    }

    /** @param ownDomains the domains that the gateway itself serves, without those below them */
    public PartnersFile(Path path, Collection<DnsName> ownDomains) {
        this(path, exactly(ownDomains));
    }

    private static Supplier<List<DomainPattern>> exactly(Collection<DnsName> domains) {
        List<DomainPattern> patterns =
                domains.stream().map(domain -> new DomainPattern(domain, false)).toList();
        return () -> patterns;
    }

    public Path path() {
        return path;
    }

    /** Reads the file, and the certificate files that it names, as they are now. */
    public PartnersReading read() {
        var problems = new Problems();
        var sources = new SourceFiles();
        List<Partner> partners =
                new YamlFile(path, sources, problems).read(this::partners).orElse(List.of());
        Optional<PartnerDirectory> directory =
                problems.isEmpty() ? Optional.of(new PartnerDirectory(partners)) : Optional.empty();
        return new PartnersReading(directory, problems.list(), problems.warnings(), sources);
    }

    private List<Partner> partners(YamlMapping top) {
        Optional<PartnerDefaults> defaults = top.block("defaults", this::defaults);
        if (!top.has("partners")) {
            top.problem("partners", "is missing.", LIST);
        }
        List<YamlValue> entries =
                top.get("partners").flatMap(value -> value.items(LIST)).orElse(List.of());
        var claims = new PartnerClaims(ownDomains.get());
        // Where the defaults cannot be read at all, what an entry leaves out is unknown, but its own keys are not.
        PartnerDefaults known = defaults.orElseGet(() -> defaults(top.emptyBlock("defaults")));
        return entries.stream()
                .flatMap(entry -> entry.block(keys -> partner(keys, known, claims)).stream())
                .flatMap(Optional::stream)
                .toList();
    }

    private PartnerDefaults defaults(YamlMapping block) {
        return PartnerDefaults.read(block, otherwise);
    }

    private Optional<Partner> partner(YamlMapping entry, PartnerDefaults defaults, PartnerClaims claims) {
        Optional<String> name = claims.name(entry);
        List<DomainPattern> domains = claims.domains(entry);
        Optional<String> description = entry.value("description", PartnerDefaults.TEXT);
        Optional<String> contact = entry.value("contact", PartnerDefaults.TEXT);
        PartnerMode mode = entry.value("mode", PartnerDefaults.MODE).orElse(defaults.mode());
        Optional<OutboundPolicy> outbound = entry.block(
                        "outbound", block -> OutboundBlock.forPartner(block, defaults.outbound(), domains, otherwise))
                .flatMap(policy -> policy);
        Optional<InboundPolicy> inbound =
                entry.block("inbound", block -> InboundBlock.forPartner(block, defaults.inbound()));
        if (name.isEmpty() || domains.isEmpty() || outbound.isEmpty() || inbound.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Partner(name.get(), description, contact, domains, mode, outbound.get(), inbound.get()));
    }
}
