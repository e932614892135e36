package dev.postern.partnersfile;

import dev.postern.pace.OutboundLimits;
import dev.postern.partner.InboundPolicy;
import dev.postern.partner.OutboundPolicy;
import dev.postern.partner.Partner;
import dev.postern.partner.RetryTimes;
import dev.postern.quirks.Extension;
import dev.postern.sasl.Password;
import dev.postern.tls.CertificateFingerprint;
import dev.postern.tls.ClientPurpose;
import dev.postern.tls.TlsPolicy;
import dev.postern.tls.TrustAnchors;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A partner's rule under the keys of {@code partners.yaml}. Two rules that differ differ in a value here as well. */
public final class PartnerText {
    private static final int FEW = 3;
    private static final long SALT = new SecureRandom().nextLong();

    private PartnerText() {}

    /** Returns each key that says something, in the order of the file; no value is a secret. */
    public static Map<String, String> of(Partner partner) {
        Map<String, String> words = new LinkedHashMap<>();
        partner.description().ifPresent(text -> words.put("description", text));
        partner.contact().ifPresent(text -> words.put("contact", text));
        words.put("domains", list(partner.domains()));
        words.put("mode", partner.mode().word());
        OutboundPolicy outbound = partner.outbound();
        words.put("outbound.level", outbound.tls().level().word());
        tls(words, "outbound.", "outbound.", "match", outbound.tls());
        outbound.nextHop()
                .ifPresent(nextHop -> words.put(
                        "outbound.nextHop",
                        outbound.nextHops().size() == 1 ? nextHop.toString() : list(outbound.nextHops())));
        outbound.submission()
                .implicitTls()
                .ifPresent(implicit -> words.put("outbound.implicitTls", Boolean.toString(implicit)));
        outbound.submission().credentials().ifPresent(credentials -> {
            words.put("outbound.user", credentials.user());
            words.put("outbound.passwordFile", hidden(credentials.password()));
        });
        words.put("outbound.onFailure", word(outbound.onFailure()));
        List<String> ignored = Stream.concat(
                        outbound.ignored().extensions().stream().map(Extension::keyword),
                        outbound.ignored().startTls() ? Stream.of("STARTTLS") : Stream.empty())
                .sorted()
                .toList();
        if (!ignored.isEmpty()) {
            words.put("outbound.ignoreKeywords", list(ignored));
        }
        outbound.addresses().written().ifPresent(families -> words.put("outbound.addresses", families.word()));
        outbound.addresses().from().ifPresent(source -> words.put("outbound.source", "[" + source + "]"));
        outbound.clientCertificate()
                .ifPresent(held -> words.put(
                        "outbound.clientCertificate",
                        list(held.chain().stream()
                                .map(CertificateFingerprint::ofCertificate)
                                .toList())));
        RetryTimes times = outbound.times();
        times.retries()
                .ifPresent(waits -> words.put(
                        "outbound.retries",
                        list(waits.stream().map(PartnerText::duration).toList())));
        times.warnAfter().ifPresent(time -> words.put("outbound.warnAfter", duration(time)));
        times.giveUpAfter().ifPresent(time -> words.put("outbound.giveUpAfter", duration(time)));
        limits(words, outbound.limits());
        InboundPolicy inbound = partner.inbound();
        boolean tlsRequired = inbound.tls().stream().allMatch(TlsPolicy::requiresTls);
        words.put("inbound.requireTls", Boolean.toString(tlsRequired));
        inbound.tls().forEach(policy -> tls(words, "inbound.", "inbound.clientCertificate.", "names", policy));
        words.put("inbound.sources", inbound.sources().isEmpty() ? "any" : list(inbound.sources()));
        words.put(
                "inbound.identity",
                list(inbound.identity().stream().sorted().map(PartnerText::word).toList()));
        words.put("inbound.onViolation", word(inbound.onViolation()));
        return words;
    }

    private static void limits(Map<String, String> words, OutboundLimits limits) {
        limits.maxConnections().ifPresent(most -> words.put("outbound.maxConnections", most.toString()));
        limits.maxMessagesPerConnection()
                .ifPresent(most -> words.put("outbound.maxMessagesPerConnection", most.toString()));
        limits.maxRecipients().ifPresent(most -> words.put("outbound.maxRecipients", most.toString()));
        limits.rate().ifPresent(rate -> words.put("outbound.rate", rate.words()));
    }

    /**
     * @param prefix of the keys for the connection
     * @param certificate of the keys for the peer's certificate
     * @param names the key for the names that it must carry
     */
    private static void tls(
            Map<String, String> words, String prefix, String certificate, String names, TlsPolicy policy) {
        policy.oldestVersion().ifPresent(version -> words.put(prefix + "minVersion", version.word()));
        policy.accept(new CertificateKeys(certificate, names)).forEach(words::put);
    }

    /** The keys for the peer's certificate. */
    private record CertificateKeys(String certificate, String names) implements TlsPolicy.Visitor<Map<String, String>> {
        @Override
        public Map<String, String> may(TlsPolicy.May policy) {
            return Map.of();
        }

        @Override
        public Map<String, String> encrypt(TlsPolicy.Encrypt policy) {
            return Map.of();
        }

        @Override
        public Map<String, String> fingerprint(TlsPolicy.Fingerprint policy) {
            return Map.of(
                    certificate + "fingerprints",
                    list(policy.fingerprints().stream()
                            .map(CertificateFingerprint::toString)
                            .sorted()
                            .toList()));
        }

        @Override
        public Map<String, String> secure(TlsPolicy.Secure policy) {
            Map<String, String> words = new LinkedHashMap<>();
            words.put(certificate + names, list(policy.match()));
            words.put(certificate + "trustAnchors", anchors(policy.trustAnchors()));
            if (policy.purpose() != ClientPurpose.TLS) {
                words.put(certificate + "purpose", policy.purpose().word());
            }
            return words;
        }
    }

    /** A word that differs where two passwords do, and from which nobody finds one: it means nothing in another process. */
    private static String hidden(Password password) {
        return "(hidden, " + Integer.toHexString(Objects.hash(SALT, password.text())) + ")";
    }

    private static String anchors(TrustAnchors anchors) {
        if (anchors.equals(PolicyForms.jvmRoots())) {
            return "the JVM's roots";
        }
        List<String> fingerprints = anchors.certificates().stream()
                .map(certificate ->
                        CertificateFingerprint.ofCertificate(certificate).toString())
                .sorted()
                .toList();
        return fingerprints.size() <= FEW
                ? list(fingerprints)
                : fingerprints.size() + " CA certificates (" + Integer.toHexString(fingerprints.hashCode()) + ")";
    }

    /** As it can stand in the file: in the largest unit that it is a whole number of. */
    private static String duration(Duration time) {
        long seconds = time.toSeconds();
        if (seconds % 86400 == 0) {
            return seconds / 86400 + "d";
        }
        if (seconds % 3600 == 0) {
            return seconds / 3600 + "h";
        }
        return seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
    }

    private static String list(Collection<?> items) {
        return items.stream().map(Object::toString).collect(Collectors.joining(" ", "[", "]"));
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
