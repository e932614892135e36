package dev.postern.partnersfile;

import dev.postern.config.KeyCombinations;
import dev.postern.config.YamlMapping;
import dev.postern.partner.InboundPolicy;
import dev.postern.partner.InboundPolicy.Identity;
import dev.postern.partner.InboundPolicy.OnViolation;
import dev.postern.tls.TlsPolicy;
import dev.postern.tls.TlsVersion;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Reads an {@code inbound} block: how mail from a partner must arrive. Records every problem in the block's collector. */
final class InboundBlock {
    private static final Set<Identity> BOTH = EnumSet.allOf(Identity.class);

    private InboundBlock() {}

    /** The {@code defaults} of all partners, consistent in themselves. */
    static InboundKeys forDefaults(YamlMapping block) {
        InboundKeys keys = InboundKeys.read(block);
        checkFit(keys);
        return keys;
    }

    /** A partner's block; it may be absent, which means the defaults. */
    static InboundPolicy forPartner(YamlMapping block, InboundKeys defaults) {
        InboundKeys keys = InboundKeys.read(block).over(defaults);
        checkFit(keys);
        return new InboundPolicy(
                tls(keys),
                keys.sources().orElse(List.of()),
                keys.identity().<Set<Identity>>map(EnumSet::copyOf).orElse(BOTH),
                keys.onViolation().orElse(OnViolation.REJECT));
    }

    /** Without TLS there is neither version nor certificate: what asks for them must not look as if it held. */
    private static void checkFit(InboundKeys keys) {
        if (keys.requireTls().orElse(true)) {
            return;
        }
        refuseWithoutTls(keys.block(), "minVersion");
        refuseWithoutTls(keys.block(), "clientCertificate");
        if (!keys.block().has("clientCertificate") && keys.clientCertificate().isPresent()) {
            keys.block()
                    .problem(
                            "requireTls",
                            "requireTls: false does not fit the clientCertificate in defaults.",
                            "Write requireTls: true, or remove the clientCertificate from defaults.");
        }
    }

    /** Records a problem if that key is there beside {@code requireTls: false}. */
    private static void refuseWithoutTls(YamlMapping block, String key) {
        KeyCombinations.unfit(block, key, "requireTls: false", "Remove it, or write requireTls: true.");
    }

    private static List<TlsPolicy> tls(InboundKeys keys) {
        if (!keys.requireTls().orElse(true)) {
            return List.of(new TlsPolicy.May());
        }
        TlsVersion minVersion = keys.minVersion().orElse(TlsVersion.TLS_1_2);
        return keys.clientCertificate()
                .map(agreed -> agreed.alternatives(minVersion))
                .orElseGet(() -> List.of(new TlsPolicy.Encrypt(minVersion)));
    }
}
