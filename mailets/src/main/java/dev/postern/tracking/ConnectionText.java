package dev.postern.tracking;

import dev.postern.address.AddressText;
import dev.postern.tls.TlsSecurityLevel;
import dev.postern.tls.TlsSession;
import dev.postern.tls.TlsVerdict;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Writes the part of an outbound decision line that says over what connection, and how. */
final class ConnectionText {
    private ConnectionText() {}

    /** Returns keys and values in their order. */
    static Map<String, String> of(AppliedRule rule, OutboundConnection connection, Optional<String> reply) {
        Map<String, String> words = new LinkedHashMap<>();
        connection.hop().ifPresent(hop -> {
            words.put("host", hop.name() + ":" + hop.port());
            words.put("address", AddressText.of(hop.address()));
            hop.source().ifPresent(source -> words.put("source", AddressText.of(source)));
            words.put("tls", word(rule.level()) + ":" + word(connection.reached()));
        });
        if (connection.session() instanceof TlsSession.Encrypted tls) {
            CertificateText.fingerprint(tls).ifPresent(fingerprint -> words.put("fingerprint", fingerprint));
            connection.matched().ifPresent(name -> words.put("matched", name));
            connection.beyond().ifPresent(verdict -> words.put("beyond", word(verdict)));
            words.put("resumed", word(connection.resumed()));
        }
        connection.tlsFailed().ifPresent(reason -> words.put("tlsFailed", reason));
        if (!connection.phases().isEmpty()) {
            words.put("reused", word(connection.reused()));
        }
        reply.ifPresent(text -> words.put("reply", text));
        if (!connection.phases().isEmpty()) {
            words.put(
                    "ms",
                    connection.phases().stream()
                            .map(phase -> phase.phase() + ":" + milliseconds(phase.time()))
                            .collect(Collectors.joining(",")));
        }
        return words;
    }

    private static String milliseconds(Duration time) {
        long tenths = (time.toNanos() + 50_000) / 100_000;
        return tenths / 10 + "." + tenths % 10;
    }

    private static String word(Optional<TlsSecurityLevel> level) {
        return level.map(TlsSecurityLevel::word).orElse(DecisionLine.NONE);
    }

    private static String word(TlsVerdict verdict) {
        return verdict instanceof TlsVerdict.Violated violated
                ? violated.failure().token()
                : verdict.level().word();
    }

    private static String word(boolean is) {
        return is ? "yes" : "no";
    }
}
