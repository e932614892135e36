package dev.postern.partnersfile;

import dev.postern.partner.DomainPattern;
import dev.postern.partner.PartnerDirectory;
import dev.postern.tls.DnsName;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reports that a partners file contains less than half of the previous partners: this is more often a truncated file,
 * or a failed tool, than what an administrator wants.
 *
 * @param lost the names of the missing partners whose domains do not all belong to another partner now
 * @param before how many there were
 */
public record PartnersLoss(List<String> lost, int before) {

    /** Returns the loss between two readings; empty if at least half of the partners are there. */
    public static Optional<PartnersLoss> between(Map<String, List<DomainPattern>> before, PartnerDirectory now) {
        List<String> lost = before.entrySet().stream()
                .filter(partner -> now.named(partner.getKey()).isEmpty())
                .filter(partner -> partner.getValue().stream()
                        .anyMatch(pattern -> now.partnerOf(example(pattern)).isEmpty()))
                .map(Map.Entry::getKey)
                .toList();
        return lost.size() * 2 > before.size() ? Optional.of(new PartnersLoss(lost, before.size())) : Optional.empty();
    }

    /** Returns the partners' names and domains, which is all that a loss is about. */
    public static Map<String, List<DomainPattern>> domains(PartnerDirectory partners) {
        Map<String, List<DomainPattern>> domains = new LinkedHashMap<>();
        partners.partners().forEach(partner -> domains.put(partner.name(), partner.domains()));
        return domains;
    }

    private static DnsName example(DomainPattern pattern) {
        return pattern.allBelow()
                ? DnsName.parse("example." + pattern.domain().ascii()).orElse(pattern.domain())
                : pattern.domain();
    }

    /** In words, and what to do about it. */
    public String words(PartnersConfirmation confirmation) {
        return "It no longer names " + lost.size() + " of " + before + " partners: " + String.join(", ", lost)
                + ". Restore the file; or, if that is meant, confirm it with `postern partners accept`, or with"
                + " `sha256sum` of it in " + confirmation.path()
                + ". A confirmation that was used once confirms nothing again.";
    }
}
