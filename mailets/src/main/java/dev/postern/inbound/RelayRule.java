package dev.postern.inbound;

import dev.postern.tls.TlsPolicy;
import java.util.List;

/**
 * The rule for mail from own servers, those that may relay. Immutable.
 *
 * @param tls the alternatives of which the connection must satisfy one; never empty
 * @param partnersRule whether partners' inbound rules hold for it
 * @param lenient whether lines and envelopes that are not as they must be are put right
 */
public record RelayRule(List<TlsPolicy> tls, PartnersRule partnersRule, boolean lenient) {

    /** Whether mail of an own server that bears a partner's domain must arrive as the partner's. */
    public enum PartnersRule {
        ENFORCE,
        /** For a server that redirects partners' mail: how it got there is nobody's to check here. */
        EXEMPT
    }

    /** Requires nothing: TLS is used if the server starts it. */
    public static final RelayRule NONE = new RelayRule(List.of(new TlsPolicy.May()));

    public RelayRule {
        tls = List.copyOf(tls);
        if (tls.isEmpty()) {
            throw new IllegalArgumentException("a relay rule needs at least one policy");
        }
    }

    /** The rule of that connection, with partners' rules enforced and nothing put right. */
    public RelayRule(List<TlsPolicy> tls) {
        this(tls, PartnersRule.ENFORCE, false);
    }

    /** Returns whether clear text satisfies it. */
    public boolean allowsClearText() {
        return tls.stream().anyMatch(policy -> !policy.requiresTls());
    }

    boolean exemptsFromPartnersRules() {
        return partnersRule == PartnersRule.EXEMPT;
    }
}
