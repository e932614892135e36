package dev.postern.tracking;

import dev.postern.tls.TlsPolicy;
import dev.postern.tls.TlsSecurityLevel;
import java.util.List;
import java.util.Optional;

/**
 * The TLS rule that a message was held to.
 *
 * @param partner the name of the partner whose rule it is; empty for the rule of own servers, and of everyone else
 * @param tls the policies of which one had to be satisfied; none where there is no rule
 */
public record AppliedRule(Optional<String> partner, List<TlsPolicy> tls) {
    /** No rule: nobody could tell whose mail it is, or it goes nowhere. */
    public static final AppliedRule NONE = new AppliedRule(Optional.empty(), List.of());

    public AppliedRule {
        tls = List.copyOf(tls);
    }

    /** Returns the level that it requires. */
    public Optional<TlsSecurityLevel> level() {
        return tls.isEmpty()
                ? Optional.empty()
                : Optional.of(tls.get(tls.size() - 1).level());
    }
}
