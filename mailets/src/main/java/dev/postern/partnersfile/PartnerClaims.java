package dev.postern.partnersfile;

import dev.postern.config.Form;
import dev.postern.config.YamlMapping;
import dev.postern.config.YamlValue;
import dev.postern.partner.DomainMap;
import dev.postern.partner.DomainPattern;
import dev.postern.partner.Partner;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Which names and domains the entries of one reading claim: each belongs to one partner, and none of ours to any. */
final class PartnerClaims {
    private static final Form<String> NAME = Form.of(
            "partner name",
            "Write lower-case letters, digits and hyphens, such as contoso.",
            "contoso",
            text -> Optional.of(text).filter(Partner::isName));

    private final DomainMap<DomainPattern> ownDomains;
    private final Map<String, Integer> lineOfName = new HashMap<>();
    private final Map<DomainPattern, Integer> lineOfDomain = new HashMap<>();

    PartnerClaims(Collection<DomainPattern> ownDomains) {
        this.ownDomains =
                new DomainMap<>(ownDomains.stream().distinct().collect(Collectors.toMap(own -> own, own -> own)));
    }

    /** The entry's name, which no other entry has. */
    Optional<String> name(YamlMapping entry) {
        Optional<YamlValue> place = entry.get("name");
        Optional<String> name = entry.required("name", NAME);
        name.flatMap(claimed -> place.flatMap(value -> before(lineOfName, claimed, value)))
                .ifPresent(line -> entry.problem(
                        "name",
                        "the partner in line " + line + " already has this name.",
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
                        pattern + " is already claimed in line " + line + ".",
                        "List each domain once, with one partner."));
        ownDomains
                .overlapping(pattern)
                .ifPresent(own -> place.problem(
                        pattern + " " + relation(pattern, own) + "one of the gateway's own domains.",
                        "Remove it here, or remove " + own + " from domains in gateway.yaml."));
    }

    private static String relation(DomainPattern pattern, DomainPattern own) {
        if (pattern.equals(own)) {
            return "is ";
        }
        return pattern.allBelow() && pattern.matches(own.domain())
                ? "covers " + own + ", "
                : "is covered by " + own + ", ";
    }

    private static <T> Optional<Integer> before(Map<T, Integer> lines, T claimed, YamlValue place) {
        return Optional.ofNullable(lines.putIfAbsent(claimed, place.line()));
    }
}
