package dev.postern.partnersfile;

import dev.postern.address.OutboundAddresses;
import dev.postern.certificate.HeldCertificate;
import dev.postern.config.Form;
import dev.postern.config.YamlMapping;
import dev.postern.pace.OutboundLimits;
import dev.postern.partner.NextHop;
import dev.postern.partner.OutboundPolicy.OnFailure;
import dev.postern.partner.RetryTimes;
import dev.postern.quirks.IgnoredKeywords;
import dev.postern.sasl.Credentials;
import dev.postern.tls.CertificateFingerprint;
import dev.postern.tls.CertificateMatch;
import dev.postern.tls.TlsSecurityLevel;
import dev.postern.tls.TlsVersion;
import dev.postern.tls.TrustAnchors;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The keys of an {@code outbound} block, before it is asked whether they fit together. A key that is absent, or whose
 * value is wrong, is empty.
 *
 * @param block where they stand; an empty block if there is none
 * @param nextHops empty if there is none
 * @param misread the keys whose value is wrong: what follows from them is not known
 */
record OutboundKeys(
        YamlMapping block,
        Optional<TlsSecurityLevel> level,
        Optional<List<CertificateMatch>> match,
        Optional<Set<CertificateFingerprint>> fingerprints,
        Optional<TrustAnchors> trustAnchors,
        List<NextHop> nextHops,
        Optional<TlsVersion> minVersion,
        Optional<HeldCertificate> clientCertificate,
        Optional<OnFailure> onFailure,
        RetryTimes times,
        Optional<IgnoredKeywords> ignored,
        Optional<Boolean> implicitTls,
        Optional<Credentials> credentials,
        OutboundAddresses addresses,
        OutboundLimits limits,
        Set<String> misread) {

    private static final Form<OnFailure> ON_FAILURE = Form.word(
            "response to a TLS failure",
            List.of(OnFailure.values()),
            word -> word.name().toLowerCase(Locale.ROOT));

    /** Reads the block. */
    static OutboundKeys read(YamlMapping block, OutboundUse use) {
        var level = use.readLevel(block);
        var match = block.values("match", PolicyForms.CERTIFICATE_MATCH);
        var fingerprints = block.values("fingerprints", PolicyForms.FINGERPRINT);
        var trustAnchors =
                block.get("trustAnchors").flatMap(file -> PolicyForms.trustAnchors(file, TrustAnchors.Role.SERVER));
        var nextHop = block.oneOrMore("nextHop", PolicyForms.NEXT_HOP);
        var minVersion = block.value("minVersion", PolicyForms.MIN_VERSION);
        var clientCertificate = block.optionalBlock("clientCertificate", ClientCertificateBlock::read)
                .flatMap(held -> held);
        var onFailure = block.value("onFailure", ON_FAILURE);
        var times = new RetryTimes(
                block.values("retries", Form.DURATION),
                block.value("warnAfter", Form.DURATION),
                block.value("giveUpAfter", Form.DURATION));
        var ignored = block.values("ignoreKeywords", PolicyForms.EHLO_KEYWORD).map(IgnoredKeywords::of);
        var implicitTls = SubmissionKeys.implicitTls(block);
        var credentials = SubmissionKeys.credentials(block);
        var addresses = AddressKeys.read(block);
        var limits = LimitKeys.read(block);
        Set<String> misread = Stream.of(
                        wrong(block, "level", level),
                        wrong(block, "match", match),
                        wrong(block, "nextHop", nextHop),
                        wrong(block, "warnAfter", times.warnAfter()),
                        wrong(block, "giveUpAfter", times.giveUpAfter()))
                .flatMap(Optional::stream)
                .collect(Collectors.toUnmodifiableSet());
        return new OutboundKeys(
                block,
                level,
                match,
                fingerprints.map(HashSet::new),
                trustAnchors,
                nextHop.orElse(List.of()),
                minVersion,
                clientCertificate,
                onFailure,
                times,
                ignored,
                implicitTls,
                credentials,
                addresses,
                limits,
                misread);
    }

    private static Optional<String> wrong(YamlMapping block, String key, Optional<?> value) {
        return block.has(key) && value.isEmpty() ? Optional.of(key) : Optional.empty();
    }

    /** These keys, and where one is absent that of the defaults. */
    OutboundKeys over(OutboundKeys defaults) {
        return new OutboundKeys(
                block,
                block.has("level") ? level : defaults.level,
                block.has("match") ? match : defaults.match,
                block.has("fingerprints") ? fingerprints : defaults.fingerprints,
                block.has("trustAnchors") ? trustAnchors : defaults.trustAnchors,
                block.has("nextHop") ? nextHops : defaults.nextHops,
                block.has("minVersion") ? minVersion : defaults.minVersion,
                block.has("clientCertificate") ? clientCertificate : defaults.clientCertificate,
                block.has("onFailure") ? onFailure : defaults.onFailure,
                new RetryTimes(
                        block.has("retries") ? times.retries() : defaults.times.retries(),
                        block.has("warnAfter") ? times.warnAfter() : defaults.times.warnAfter(),
                        block.has("giveUpAfter") ? times.giveUpAfter() : defaults.times.giveUpAfter()),
                block.has("ignoreKeywords") ? ignored : defaults.ignored,
                // Those of the defaults are for the next hop of the defaults, and no other server hears its password.
                block.has("implicitTls") || block.has("nextHop") ? implicitTls : defaults.implicitTls,
                block.has("user") || block.has("passwordFile") || block.has("nextHop")
                        ? credentials
                        : defaults.credentials,
                addresses.over(defaults.addresses),
                limits.or(defaults.limits),
                Stream.concat(misread.stream(), defaults.misread.stream().filter(key -> !block.has(key)))
                        .collect(Collectors.toUnmodifiableSet()));
    }
}
