package dev.postern.partner;

import dev.postern.config.Form;
import dev.postern.config.YamlMapping;
import dev.postern.partner.OutboundPolicy.OnFailure;
import dev.postern.tls.CertificateFingerprint;
import dev.postern.tls.CertificateMatch;
import dev.postern.tls.TlsSecurityLevel;
import dev.postern.tls.TlsVersion;
import dev.postern.tls.TrustAnchors;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The keys of an {@code outbound} block, before it is asked whether they fit together. A key that is absent, or whose
 * value is wrong, is empty.
 *
 * @param block where they stand; an empty block if there is none
 * @param misread the keys among level, match and nextHop whose value is wrong: what follows from them is not known
 */
record OutboundKeys(
        YamlMapping block,
        Optional<TlsSecurityLevel> level,
        Optional<List<CertificateMatch>> match,
        Optional<Set<CertificateFingerprint>> fingerprints,
        Optional<TrustAnchors> trustAnchors,
        Optional<NextHop> nextHop,
        Optional<TlsVersion> minVersion,
        Optional<OnFailure> onFailure,
        Optional<Duration> giveUpAfter,
        Set<String> misread) {

    private static final Form<OnFailure> ON_FAILURE = Form.word(
            "answer to a TLS failure",
            List.of(OnFailure.values()),
            word -> word.name().toLowerCase(Locale.ROOT));

    /** Reads the block. */
    static OutboundKeys read(YamlMapping block, OutboundUse use) {
        var level = block.value("level", use.level());
        var match = block.values("match", PolicyForms.CERTIFICATE_MATCH);
        var nextHop = block.value("nextHop", PolicyForms.NEXT_HOP);
        var keys = new OutboundKeys(
                block,
                level,
                match,
                block.values("fingerprints", PolicyForms.FINGERPRINT).map(HashSet::new),
                block.get("trustAnchors").flatMap(PolicyForms::trustAnchors),
                nextHop,
                block.value("minVersion", PolicyForms.MIN_VERSION),
                block.value("onFailure", ON_FAILURE),
                block.value("giveUpAfter", Form.DURATION),
                Map.of("level", level, "match", match, "nextHop", nextHop).entrySet().stream()
                        .filter(key -> block.has(key.getKey()) && key.getValue().isEmpty())
                        .map(Map.Entry::getKey)
                        .collect(Collectors.toUnmodifiableSet()));
        block.get("clientCertificate").ifPresent(value -> value.block(OutboundKeys::clientCertificate));
        return keys;
    }

    private static YamlMapping clientCertificate(YamlMapping block) {
        block.get("certificate");
        block.get("privateKey");
        return block;
    }

    /** These keys, and where one is absent that of the defaults. */
    OutboundKeys over(OutboundKeys defaults) {
        return new OutboundKeys(
                block,
                block.has("level") ? level : defaults.level,
                block.has("match") ? match : defaults.match,
                block.has("fingerprints") ? fingerprints : defaults.fingerprints,
                block.has("trustAnchors") ? trustAnchors : defaults.trustAnchors,
                block.has("nextHop") ? nextHop : defaults.nextHop,
                block.has("minVersion") ? minVersion : defaults.minVersion,
                block.has("onFailure") ? onFailure : defaults.onFailure,
                block.has("giveUpAfter") ? giveUpAfter : defaults.giveUpAfter,
                Stream.concat(misread.stream(), defaults.misread.stream().filter(key -> !block.has(key)))
                        .collect(Collectors.toUnmodifiableSet()));
    }
}
