package dev.postern.tls;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The level of security that a connection must prove, in ascending order of strictness. */
public enum TlsSecurityLevel {
    /** Nothing; TLS is used when offered (RFC 3207, opportunistic). */
    MAY,
    /** TLS with any certificate: stops listeners, not impostors. */
    ENCRYPT,
    /** TLS and a certificate or public key that was agreed beforehand. */
    FINGERPRINT,
    /** TLS, a chain to a trust anchor and a subjectAltName that matches (RFC 9525). */
    SECURE,
    /** TLS and a DNSSEC-signed TLSA record that matches (RFC 7672). */
    DANE;

    /** Returns whether a server that satisfies it has proved to be the agreed one. */
    public boolean provesPeer() {
        return compareTo(FINGERPRINT) >= 0;
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
