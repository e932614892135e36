package dev.postern.gateway;

import dev.postern.config.Problems;
import dev.postern.config.YamlMapping;
import dev.postern.config.YamlValue;
import dev.postern.gateway.GatewayConfiguration.OwnDomain;
import dev.postern.partner.NextHop;
import dev.postern.partner.OutboundBlock;
import dev.postern.partner.OutboundPolicy;
import dev.postern.partner.PolicyForms;
import dev.postern.tls.DnsName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the list {@code domains}. */
final class DomainsBlock {
    private static final String LIST =
            "Write a list with at least one domain, such as [{ domain: example.org, nextHop: mail.example.org:25 }].";

    private static final String WHICH =
            "Write the domain that the other variables with this number are for: a number alone means another domain as soon"
                    + " as the file's list changes.";

    private final Map<DnsName, String> places = new HashMap<>();
    private final List<DnsName> names = new ArrayList<>();
    private final List<OwnDomain> complete = new ArrayList<>();

    private final Problems problems;

    private DomainsBlock(Problems problems) {
        this.problems = problems;
    }

    /** @param problems gets those of files that the entries name */
    static DomainsBlock read(YamlMapping top, Problems problems) {
        var domains = new DomainsBlock(problems);
        top.requiredBlocks("domains", "the gateway serves no domain.", LIST).forEach(item -> item.block(domains::add));
        return domains;
    }

    /** Every domain that could be read, also where something else of its entry is wrong. */
    List<DnsName> names() {
        return List.copyOf(names);
    }

    /** The entries that are whole. */
    List<OwnDomain> complete() {
        return List.copyOf(complete);
    }

    private Optional<OwnDomain> add(YamlMapping entry) {
        entry.identifiedInEnvironment("domain", WHICH);
        Optional<YamlValue> place = entry.get("domain");
        Optional<DnsName> domain = entry.required("domain", PolicyForms.DOMAIN);
        domain.ifPresent(name -> {
            names.add(name);
            place.flatMap(value -> Optional.ofNullable(places.putIfAbsent(name, value.where())))
                    .ifPresent(where -> entry.problem(
                            "domain", name + " stands in " + where + " already.", "Let each domain stand once."));
        });
        Optional<NextHop> nextHop = entry.required("nextHop", PolicyForms.NEXT_HOP);
        Optional<OutboundPolicy> outbound = entry.block("outbound", block -> OutboundBlock.forOwnDomain(block, nextHop))
                .flatMap(policy -> policy);
        Optional<DomainRecipients> recipients = RecipientsKeys.read(entry, domain, problems);
        Optional<OwnDomain> own = domain.flatMap(
                name -> outbound.flatMap(policy -> recipients.map(verified -> new OwnDomain(name, policy, verified))));
        own.ifPresent(complete::add);
        return own;
    }
}
