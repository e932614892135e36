package dev.postern.acceptance;

import dev.postern.partner.NextHop;
import dev.postern.partnersfile.PolicyForms;
import dev.postern.tls.CertificateFingerprint;
import dev.postern.tls.CertificateMatch;
import dev.postern.tls.PolicyStrength;
import dev.postern.tls.TlsPolicy;
import dev.postern.tls.TlsSecurityLevel;
import dev.postern.tls.TlsVersion;
import dev.postern.tls.TrustAnchors;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** An {@link AcceptedRule} as text: one line for each value, its key first. A key that is not known makes all of it unreadable. */
final class RuleText {
    /** What is written for mail under no enforced rule. */
    static final String UNBOUND = "none";

    /** A larger set of trust anchors is not written on each message. */
    private static final int MOST_ANCHORS = 8;

    private static final String JVM = "jvm";
    private static final String MANY = "many";
    private static final List<String> KEYS =
            List.of("partner", "level", "minVersion", "nextHop", "fingerprint", "match", "anchors", "anchor");

    private RuleText() {}

    static String of(AcceptedRule rule) {
        TlsPolicy policy = rule.tls().orElseThrow();
        List<String> lines = new ArrayList<>();
        lines.add("partner " + rule.partner());
        lines.add("level " + rule.strength().level().word());
        rule.strength().minVersion().ifPresent(version -> lines.add("minVersion " + version.word()));
        rule.nextHops().forEach(nextHop -> lines.add("nextHop " + nextHop));
        lines.addAll(policy.accept(new Details()));
        return String.join("\n", lines);
    }

    /** The lines that one kind of policy has and others have not. */
    private static final class Details implements TlsPolicy.Visitor<List<String>> {
        @Override
        public List<String> may(TlsPolicy.May policy) {
            return List.of();
        }

        @Override
        public List<String> encrypt(TlsPolicy.Encrypt policy) {
            return List.of();
        }

        @Override
        public List<String> fingerprint(TlsPolicy.Fingerprint policy) {
            return policy.fingerprints().stream()
                    .map(agreed -> "fingerprint " + agreed)
                    .toList();
        }

        @Override
        public List<String> secure(TlsPolicy.Secure policy) {
            return Stream.concat(
                            policy.match().stream().map(name -> "match " + name),
                            anchors(policy.trustAnchors()).stream())
                    .toList();
        }
    }

    private static List<String> anchors(TrustAnchors anchors) {
        if (anchors.equals(PolicyForms.jvmRoots())) {
            return List.of("anchors " + JVM);
        }
        if (anchors.certificates().size() > MOST_ANCHORS) {
            return List.of("anchors " + MANY);
        }
        return anchors.certificates().stream()
                .map(certificate -> "anchor " + base64(certificate))
                .toList();
    }

    private static String base64(X509Certificate certificate) {
        try {
            return Base64.getEncoder().encodeToString(certificate.getEncoded());
        } catch (CertificateException e) {
            throw new IllegalArgumentException("a trust anchor cannot be encoded", e);
        }
    }

    /** What {@link #of} wrote, or {@link #UNBOUND}. */
    static Acceptance parse(String text) {
        if (text.equals(UNBOUND)) {
            return new Acceptance.Unbound();
        }
        Map<String, List<String>> values = new LinkedHashMap<>();
        for (String line : text.split("\n", -1)) {
            String[] pair = line.split(" ", 2);
            if (pair.length < 2 || !KEYS.contains(pair[0])) {
                return unreadable(values, "unknown key " + pair[0]);
            }
            values.computeIfAbsent(pair[0], any -> new ArrayList<>()).add(pair[1]);
        }
        try {
            return new Acceptance.Bound(rule(values));
        } catch (IllegalArgumentException | CertificateException e) {
            return unreadable(values, String.valueOf(e.getMessage()));
        }
    }

    private static Acceptance unreadable(Map<String, List<String>> values, String reason) {
        return new Acceptance.Unreadable(first(values, "partner").orElse("unknown"), reason);
    }

    private static AcceptedRule rule(Map<String, List<String>> values) throws CertificateException {
        String partner = first(values, "partner").orElseThrow(() -> missing("partner"));
        TlsSecurityLevel level =
                first(values, "level").flatMap(TlsSecurityLevel::of).orElseThrow(() -> missing("level"));
        List<NextHop> nextHops = values.getOrDefault("nextHop", List.of()).stream()
                .map(text -> NextHop.parse(text).orElseThrow(() -> missing("nextHop")))
                .toList();
        if (level == TlsSecurityLevel.MAY) {
            return new AcceptedRule(partner, new TlsPolicy.May(), nextHops);
        }
        TlsVersion version =
                first(values, "minVersion").flatMap(TlsVersion::of).orElseThrow(() -> missing("minVersion"));
        if (values.getOrDefault("anchors", List.of()).contains(MANY)) {
            return new AcceptedRule(
                    partner, new PolicyStrength(level, Optional.of(version)), Optional.empty(), nextHops);
        }
        return new AcceptedRule(partner, policy(level, version, values), nextHops);
    }

    private static TlsPolicy policy(TlsSecurityLevel level, TlsVersion version, Map<String, List<String>> values)
            throws CertificateException {
        return switch (level) {
            case ENCRYPT -> new TlsPolicy.Encrypt(version);
            case FINGERPRINT -> {
                var fingerprints = new LinkedHashSet<CertificateFingerprint>();
                for (String text : values.getOrDefault("fingerprint", List.of())) {
                    fingerprints.add(CertificateFingerprint.parse(text).orElseThrow(() -> missing("fingerprint")));
                }
                yield new TlsPolicy.Fingerprint(version, fingerprints);
            }
            case SECURE -> {
                List<CertificateMatch> match = new ArrayList<>();
                for (String text : values.getOrDefault("match", List.of())) {
                    match.add(CertificateMatch.parse(text).orElseThrow(() -> missing("match")));
                }
                yield new TlsPolicy.Secure(version, match, anchors(values));
            }
            case MAY -> throw new IllegalArgumentException("no rule of level " + level.word());
        };
    }

    private static TrustAnchors anchors(Map<String, List<String>> values) throws CertificateException {
        if (values.getOrDefault("anchors", List.of()).contains(JVM)) {
            return PolicyForms.jvmRoots();
        }
        var certificates = new LinkedHashSet<X509Certificate>();
        var factory = CertificateFactory.getInstance("X.509");
        for (String text : values.getOrDefault("anchor", List.of())) {
            byte[] der = Base64.getDecoder().decode(text);
            if (factory.generateCertificate(new ByteArrayInputStream(der)) instanceof X509Certificate certificate) {
                certificates.add(certificate);
            }
        }
        return new TrustAnchors(certificates);
    }

    private static Optional<String> first(Map<String, List<String>> values, String key) {
        return values.getOrDefault(key, List.of()).stream().findFirst();
    }

    private static IllegalArgumentException missing(String key) {
        return new IllegalArgumentException(key + " is missing or cannot be read");
    }
}
