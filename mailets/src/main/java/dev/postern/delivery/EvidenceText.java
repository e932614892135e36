package dev.postern.delivery;

import dev.postern.address.AddressText;
import dev.postern.attempt.Evidence;
import dev.postern.tls.CertificateFingerprint;
import dev.postern.tls.TlsSecurityLevel;
import dev.postern.tls.TlsSession;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The part of a decision line that says over what connection, and how. */
public final class EvidenceText {
    private EvidenceText() {}

    public static Map<String, String> of(
            String wanted, Evidence evidence, Optional<String> matched, Optional<String> reply) {
        Map<String, String> words = new LinkedHashMap<>();
        evidence.host().ifPresent(host -> {
            words.put("host", host.name() + ":" + host.port());
            words.put("address", AddressText.of(host.address()));
            host.source().ifPresent(source -> words.put("source", AddressText.of(source)));
            words.put("tls", wanted + ":" + got(wanted, evidence, matched));
        });
        if (evidence.session() instanceof TlsSession.Encrypted tls) {
            tls.peerCertificate()
                    .ifPresent(certificate -> words.put(
                            "fingerprint",
                            CertificateFingerprint.ofCertificate(certificate).toString()));
            matched.ifPresent(name -> words.put("matched", name));
            evidence.beyond().ifPresent(said -> words.put("beyond", said));
            words.put("resumed", word(evidence.isResumed()));
        }
        evidence.tlsFailed().ifPresent(reason -> words.put("tlsFailed", reason));
        if (!evidence.times().isEmpty()) {
            words.put("reused", word(evidence.isReused()));
        }
        reply.ifPresent(text -> words.put("reply", text));
        if (!evidence.times().isEmpty()) {
            words.put("ms", times(evidence));
        }
        return words;
    }

    /** What the connection came up to, as far as it was looked at: the level that was asked, or TLS, or nothing. */
    private static String got(String wanted, Evidence evidence, Optional<String> matched) {
        if (evidence.session() instanceof TlsSession.Clear) {
            return "none";
        }
        if (matched.isPresent()) {
            return wanted;
        }
        boolean secure =
                evidence.beyond().filter(TlsSecurityLevel.SECURE.word()::equals).isPresent();
        return (secure ? TlsSecurityLevel.SECURE : TlsSecurityLevel.ENCRYPT).word();
    }

    /** In milliseconds, in the order of the phases. */
    private static String times(Evidence evidence) {
        return evidence.times().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(entry -> entry.getKey().word() + ":" + milliseconds(entry.getValue()))
                .collect(Collectors.joining(","));
    }

    private static String milliseconds(Duration time) {
        long tenths = (time.toNanos() + 50_000) / 100_000;
        return tenths / 10 + "." + tenths % 10;
    }

    private static String word(boolean is) {
        return is ? "yes" : "no";
    }
}
