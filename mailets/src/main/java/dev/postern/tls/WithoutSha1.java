package dev.postern.tls;

import java.security.AlgorithmConstraints;
import java.security.AlgorithmParameters;
import java.security.CryptoPrimitive;
import java.security.Key;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Refuses signatures with SHA-1 or MD5 in the handshake, which JSSE still offers in TLS 1.2 (RFC 9155). The JVM's own
 * constraints ({@code jdk.tls.disabledAlgorithms}) hold as well: JSSE asks both.
 */
final class WithoutSha1 implements AlgorithmConstraints {

    @Override
    public boolean permits(
            Set<CryptoPrimitive> primitives, String algorithm, @Nullable AlgorithmParameters parameters) {
        String name = algorithm.toUpperCase(Locale.ROOT);
        return !primitives.contains(CryptoPrimitive.SIGNATURE)
                || !(name.contains("SHA1WITH") || name.contains("MD5") || name.endsWith("_SHA1"));
    }

    @Override
    public boolean permits(Set<CryptoPrimitive> primitives, Key key) {
        return true;
    }

    @Override
    public boolean permits(
            Set<CryptoPrimitive> primitives, String algorithm, Key key, @Nullable AlgorithmParameters parameters) {
        return permits(primitives, algorithm, parameters);
    }
}
