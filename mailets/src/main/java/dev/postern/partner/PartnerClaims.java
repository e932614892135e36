package dev.postern.partner;

import dev.postern.config.Form;
import dev.postern.config.YamlMapping;
import dev.postern.config.YamlValue;
import dev.postern.tls.DnsName;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Which names and domains the entries of one reading claim: each belongs to one partner, and none of ours to any. */
final class PartnerClaims {
    private static final Form<String> NAME = Form.of(
            "name of a partner",
            "Write lower-case letters, digits and hyphens, such as contoso.",
            "contoso",
            text -> Optional.of(text).filter(name -> name.matches("[a-z0-9][a-z0-9-]{0,62}")));

    private final Set<DnsName> ownDomains;
    private final Map<String, Integer> lineOfName = new HashMap<>();
    private final Map<DomainPattern, Integer> lineOfDomain = new HashMap<>();

    PartnerClaims(Set<DnsName> ownDomains) {
        this.ownDomains = ownDomains;
    }

    /** The entry's name, which no other entry has. */
    Optional<String> name(YamlMapping entry) {
        Optional<YamlValue> place = entry.get("name");
        Optional<String> name = entry.required("name", NAME);
        name.flatMap(claimed -> place.flatMap(value -> before(lineOfName, claimed, value)))
                .ifPresent(line -> entry.problem(
                        "name",
                        "the partner in line " + line + " has this name already.",
                        "Give each partner a name of its own."));
        return name;
    }

    /** The entry's domains, which no other entry and no own domain has, however they are spelt. */
    List<DomainPattern> domains(YamlMapping entry) {
        return entry.requiredValues("domains", PolicyForms.DOMAIN_PATTERN, this::claim);
    }

    private void claim(DomainPattern pattern, YamlValue place) {
        before(lineOfDomain, pattern, place)
                .ifPresent(line -> place.problem(
                        pattern + " is claimed in line " + line + " already.",
                        "Let each domain stand once, with one partner."));
        ownDomains.stream()
                .filter(pattern::matches)
                .findFirst()
                .ifPresent(own -> place.problem(
                        pattern + (pattern.allBelow() ? " covers " + own + ", " : " is ")
                                + "one of the gateway's own domains.",
                        "Remove it here, or remove " + own + " from domains in gateway.yaml."));
    }

    private static <T> Optional<Integer> before(Map<T, Integer> lines, T claimed, YamlValue place) {
        return Optional.ofNullable(lines.putIfAbsent(claimed, place.line()));
    }
}
