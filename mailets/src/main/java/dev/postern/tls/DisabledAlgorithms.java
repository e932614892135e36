package dev.postern.tls;

import java.security.Security;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.operator.DefaultSignatureNameFinder;

/**
 * The algorithms with which nothing may be signed, wherever it is used: those of the JVM's list ({@code
 * jdk.certpath.disabledAlgorithms}). Entries with a condition, such as a usage or a size of keys, are not among them. Immutable.
 *
 * @param names in capitals, without hyphens
 */
record DisabledAlgorithms(Set<String> names) {
    private static final String PROPERTY = "jdk.certpath.disabledAlgorithms";

    /** Returns those of this JVM. */
    static DisabledAlgorithms ofJvm() {
        return of(Optional.ofNullable(Security.getProperty(PROPERTY)).orElse(""));
    }

    /** Reads a list as {@code java.security} has it. */
    static DisabledAlgorithms of(String list) {
        return new DisabledAlgorithms(Stream.of(list.split(",", -1))
                .map(DisabledAlgorithms::plain)
                .filter(name -> !name.isEmpty() && name.indexOf(' ') < 0)
                .collect(Collectors.toUnmodifiableSet()));
    }

    /** Returns whether a signature such as {@code SHA1withRSA} is disabled, as a whole or in one of its parts. */
    boolean include(AlgorithmIdentifier signature) {
        String name = plain(name(signature));
        return names.contains(name) || Stream.of(name.split("WITH|AND", -1)).anyMatch(names::contains);
    }

    /** Returns the name of a signature's algorithm, its hash included, also for RSASSA-PSS; its number if it has no name. */
    static String name(AlgorithmIdentifier signature) {
        return new DefaultSignatureNameFinder().getAlgorithmName(signature);
    }

    private static String plain(String name) {
        return name.strip().replace("-", "").toUpperCase(Locale.ROOT);
    }
}
