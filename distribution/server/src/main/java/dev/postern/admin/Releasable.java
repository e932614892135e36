package dev.postern.admin;

import dev.postern.delivery.Waiting;
import dev.postern.route.KeptRule;
import dev.postern.tls.DnsName;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Queued mail that keeps the rule of its acceptance, and can be released from it.
 *
 * @param name of the partner it was accepted for, or of the domain it goes to
 * @param domain the domain, if it is one
 * @param kept at least one rule
 */
public record Releasable(String name, Optional<DnsName> domain, Map<KeptRule, Waiting> kept) {
    /** Returns the mail of all that keeps a rule of that partner, or goes to that domain; empty if there is none. */
    static Optional<Releasable> of(String name, Map<KeptRule, Waiting> all) {
        boolean partner = all.keySet().stream().anyMatch(rule -> rule.partner().equals(name));
        Optional<DnsName> domain = partner ? Optional.empty() : DnsName.parse(name);
        Map<KeptRule, Waiting> meant = new LinkedHashMap<>(all);
        meant.keySet()
                .removeIf(rule -> !rule.partner().equals(name)
                        && domain.filter(one -> one.ascii().equals(rule.domain()))
                                .isEmpty());
        return meant.isEmpty() ? Optional.empty() : Optional.of(new Releasable(name, domain, meant));
    }

    /** Returns the number of messages. */
    public long messages() {
        return kept.values().stream().mapToLong(Waiting::messages).sum();
    }

    /** Returns the rules that the mail keeps, in words. */
    public String rules() {
        return words(KeptRule::rule);
    }

    /** Returns what holds once they are lifted, in words. */
    public String rulesAfterwards() {
        return words(KeptRule::released);
    }

    private String words(Function<KeptRule, String> rule) {
        return kept.entrySet().stream()
                .map(entry -> entry.getValue().messages() + " messages to "
                        + entry.getKey().domain() + ": " + rule.apply(entry.getKey()))
                .collect(Collectors.joining("; "));
    }
}
