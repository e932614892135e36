package dev.postern.partner;

import dev.postern.tls.CertificateMatch;
import dev.postern.tls.DnsName;
import dev.postern.tls.TlsSecurityLevel;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What of the {@code outbound} keys this version does not keep: it verifies a certificate against the JVM's roots and the
 * name of the next hop that it connects to, and against nothing else.
 *
 * <p>Whatever is written and not kept is a problem that says so: it is never accepted and ignored.
 */
final class RemoteDeliveryLimits {
    private static final Set<TlsSecurityLevel> LATER_LEVELS =
            EnumSet.of(TlsSecurityLevel.FINGERPRINT, TlsSecurityLevel.DANE);
    private static final List<String> LATER_KEYS = List.of("trustAnchors", "clientCertificate");

    private RemoteDeliveryLimits() {}

    static boolean honours(TlsSecurityLevel level) {
        return !LATER_LEVELS.contains(level);
    }

    static boolean honours(String key) {
        return !LATER_KEYS.contains(key);
    }

    /** Records the levels and keys that come with a later version. */
    static void check(OutboundKeys keys, OutboundUse use) {
        keys.level()
                .filter(level -> !honours(level) && use.allows(level))
                .ifPresent(level -> keys.block()
                        .problem(
                                "level",
                                "level " + level.word() + " comes with a later version; this one cannot keep it.",
                                "Write level: secure with a nextHop, or level: encrypt."));
        for (String key : LATER_KEYS) {
            if (keys.block().has(key)) {
                keys.block()
                        .problem(
                                key,
                                "outbound " + key + " comes with a later version; this one cannot keep it.",
                                "Remove it.");
            }
        }
    }

    /** Records why level {@code secure} cannot be kept, unless the next hop's own name is what the certificate must carry. */
    static void checkSecure(OutboundKeys keys, Optional<NextHop> nextHop, List<CertificateMatch> match) {
        if (keys.misread().contains("nextHop") || keys.misread().contains("match")) {
            return;
        }
        Optional<DnsName> host = nextHop.flatMap(NextHop::name);
        if (nextHop.isEmpty()) {
            problem(
                    keys,
                    "level",
                    "level secure through MX hosts comes with a later version: their names come from unauthenticated DNS.",
                    "Write nextHop: host:port and match: [host], or level: encrypt.");
        } else if (host.isEmpty()) {
            problem(
                    keys,
                    "nextHop",
                    "level secure to an address comes with a later version; this one checks the next hop's own name.",
                    "Write a host name in nextHop, or level: encrypt.");
        } else if (!match.equals(List.of(new CertificateMatch(host.get(), false)))) {
            problem(
                    keys,
                    "match",
                    "a name other than the next hop's own, " + host.get()
                            + ", comes with a later version; here the certificate would have to match "
                            + String.join(
                                    ", ",
                                    match.stream()
                                            .map(CertificateMatch::toString)
                                            .toList()) + ".",
                    "Write match: [" + host.get() + "].");
        }
    }

    /** At that key if it is written in the block, else at the level. */
    private static void problem(OutboundKeys keys, String key, String wrong, String right) {
        keys.block().problem(keys.block().has(key) ? key : "level", wrong, right);
    }
}
