package dev.postern.tls;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The level of security that a connection must prove, in ascending order of strictness. */
public enum TlsSecurityLevel {
    /** Nothing; TLS is used when offered (RFC 3207, opportunistic). */
    MAY(false, false),
    /** TLS with any certificate: stops listeners, not impostors. */
    ENCRYPT(true, false),
    /** TLS and a certificate or public key that was agreed beforehand. */
    FINGERPRINT(true, true),
    /** TLS, a chain to a trust anchor and a subjectAltName that matches (RFC 9525). */
    SECURE(true, true);

    private final boolean requiresTls;
    private final boolean provesPeer;

    TlsSecurityLevel(boolean requiresTls, boolean provesPeer) {
        this.requiresTls = requiresTls;
        this.provesPeer = provesPeer;
    }

    /** Returns whether clear text does not satisfy it. */
    public boolean requiresTls() {
        return requiresTls;
    }

    /** Returns whether a server that satisfies it has proved to be the agreed one. */
    public boolean provesPeer() {
        return provesPeer;
    }

    /** Returns the word in configuration files, commands and logs. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the level of that word, if it is one; words are lower case. */
    public static Optional<TlsSecurityLevel> of(String word) {
        return Stream.of(values()).filter(level -> level.word().equals(word)).findFirst();
    }
}
