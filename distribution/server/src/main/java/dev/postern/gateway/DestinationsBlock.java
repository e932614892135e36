package dev.postern.gateway;

import dev.postern.address.OutboundAddresses;
import dev.postern.config.YamlMapping;
import dev.postern.config.YamlValue;
import dev.postern.gateway.GatewayConfiguration.Destination;
import dev.postern.pace.OutboundLimits;
import dev.postern.partner.DomainPattern;
import dev.postern.partner.OutboundPolicy;
import dev.postern.partnersfile.AddressKeys;
import dev.postern.partnersfile.LimitKeys;
import dev.postern.partnersfile.OutboundBlock;
import dev.postern.partnersfile.PolicyForms;
import dev.postern.quirks.IgnoredKeywords;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Reads the list {@code delivery.destinations}: domains that are no partner's and whose servers need something special. */
final class DestinationsBlock {
    private static final String LIST =
            "Write a list such as [{ domains: [example.com], outbound: { ignoreKeywords: [CHUNKING] } }].";

    private static final String DOMAINS = "domains";

    /** The key that tells the entries apart. */
    static final List<String> IDENTITY = List.of(DOMAINS);

    private DestinationsBlock() {}

    /**
     * Reads the list. A domain that is listed twice is a problem: the second entry would have no effect.
     *
     * @param otherwise what holds for domains that no entry names
     * @param between between which addresses their mail goes
     */
    static List<Destination> read(YamlMapping delivery, OutboundPolicy otherwise, OutboundAddresses between) {
        Map<DomainPattern, String> listed = new HashMap<>();
        return delivery.blocks("destinations", LIST).stream()
                .flatMap(entry -> entry.block(block -> destination(block, listed, otherwise, between)).stream())
                .flatMap(Optional::stream)
                .toList();
    }

    private static Optional<Destination> destination(
            YamlMapping entry, Map<DomainPattern, String> listed, OutboundPolicy otherwise, OutboundAddresses between) {
        List<DomainPattern> domains = entry.requiredValues(
                DOMAINS, PolicyForms.DOMAIN_PATTERN, (pattern, value) -> checkOnce(listed, pattern, value));
        String name = domains.stream().map(DomainPattern::toString).collect(Collectors.joining(", "));
        Optional<OutboundPolicy> outbound = entry.block("outbound", block -> outbound(block, otherwise, between, name));
        return outbound.filter(policy -> !domains.isEmpty()).map(policy -> new Destination(domains, policy));
    }

    private static void checkOnce(Map<DomainPattern, String> listed, DomainPattern pattern, YamlValue value) {
        Optional.ofNullable(listed.putIfAbsent(pattern, value.where()))
                .ifPresent(where ->
                        value.problem(pattern + " is already listed in " + where + ".", "List each domain once."));
    }

    /** @param name of the destination: what it is sent is counted together where the entry limits it */
    private static OutboundPolicy outbound(
            YamlMapping block, OutboundPolicy otherwise, OutboundAddresses between, String name) {
        Optional<IgnoredKeywords> ignored =
                block.values("ignoreKeywords", PolicyForms.EHLO_KEYWORD).map(IgnoredKeywords::of);
        ignored.ifPresent(keywords ->
                OutboundBlock.checkIgnored(block, keywords, otherwise.tls().level()));
        OutboundAddresses addresses = AddressKeys.read(block);
        AddressKeys.check(block, addresses, between);
        OutboundLimits limits = LimitKeys.read(block);
        return ignored.map(otherwise::ignoring)
                .orElse(otherwise)
                .between(addresses.over(otherwise.addresses()))
                .limitedBy((limits.isCounted() ? limits.of(name) : limits).or(otherwise.limits()));
    }
}
