package dev.postern.attempt;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import dev.postern.smtpclient.Host;
import dev.postern.tls.CertificateMatch;
import dev.postern.tls.TlsPolicy;
import dev.postern.tls.TlsPolicyEvaluator;
import dev.postern.tls.TlsSession;
import dev.postern.tls.TlsVerdict;
import dev.postern.tls.TlsVersion;
import dev.postern.tls.TrustAnchors;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What level {@code secure}, with the JVM's roots and the host's own name, would say of a connection whose policy asks for
 * no identity. For the record only: nothing is decided by it. Safe for any thread.
 */
final class HypotheticalVerdict {
    private record Question(String name, TlsVersion version, List<X509Certificate> chain) {}

    private final TlsPolicyEvaluator evaluator;

    /** To build a chain costs more than to send a message; what is on record may be some minutes old. */
    private final Cache<Question, TlsVerdict> answers = CacheBuilder.newBuilder()
            .maximumSize(1000)
            .expireAfterWrite(Duration.ofMinutes(10))
            .build();

    HypotheticalVerdict(TlsPolicyEvaluator evaluator) {
        this.evaluator = evaluator;
    }

    /** Returns that verdict; empty where the policy asks for an identity itself, and without TLS. */
    Optional<TlsVerdict> of(TlsPolicy policy, Host host, TlsSession session) {
        if (policy.provesPeer() || !(session instanceof TlsSession.Encrypted encrypted)) {
            return Optional.empty();
        }
        return CertificateMatch.parse(host.name()).map(name -> {
            var question = new Question(host.name(), encrypted.version(), encrypted.peerChain());
            TlsVerdict known = answers.getIfPresent(question);
            if (known != null) {
                return known;
            }
            TlsVerdict answer = evaluator.evaluate(
                    new TlsPolicy.Secure(TlsVersion.TLS_1_2, List.of(name), TrustAnchors.ofJvm()), session);
            answers.put(question, answer);
            return answer;
        });
    }
}
