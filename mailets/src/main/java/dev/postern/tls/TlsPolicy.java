package dev.postern.tls;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The requirements that a connection must satisfy before mail may travel over it. Immutable.
 *
 * <p>A new kind of policy does not compile before it answers each question here, and before every {@link Visitor} does. Only {@link
 * TlsPolicyEvaluator} judges a connection.
 */
public sealed interface TlsPolicy {

    TlsSecurityLevel level();

    /** Returns the oldest version that it allows; empty if it allows every version, and clear text. */
    Optional<TlsVersion> oldestVersion();

    /** Returns the same policy with that oldest version, or with its own if that is newer; unchanged if it allows clear text. */
    TlsPolicy atLeast(TlsVersion version);

    /** Returns the trust anchors that it believes; empty if it asks for no chain. */
    Optional<TrustAnchors> anchors();

    /** Returns the names of which the peer must prove one; none if it asks for no name. */
    List<CertificateMatch> names();

    /** Returns the same policy with other names, if it asks for names. */
    TlsPolicy withNames(List<CertificateMatch> names);

    <T> T accept(Visitor<T> visitor);

    /** Returns whether clear text does not satisfy it. */
    default boolean requiresTls() {
        return level().requiresTls();
    }

    /** Returns whether a peer that satisfies it has proved to be the agreed one. */
    default boolean provesPeer() {
        return level().provesPeer();
    }

    /** Has one answer for each kind of policy. */
    interface Visitor<T> {
        T may(May policy);

        T encrypt(Encrypt policy);

        T fingerprint(Fingerprint policy);

        T secure(Secure policy);
    }

    /** A policy that asks for no chain and no name. */
    sealed interface Nameless extends TlsPolicy {
        @Override
        default Optional<TrustAnchors> anchors() {
            return Optional.empty();
        }

        @Override
        default List<CertificateMatch> names() {
            return List.of();
        }

        @Override
        default TlsPolicy withNames(List<CertificateMatch> names) {
            return this;
        }
    }

    /** Nothing is asked; TLS is used when offered. */
    record May() implements Nameless {
        @Override
        public TlsSecurityLevel level() {
            return TlsSecurityLevel.MAY;
        }

        @Override
        public Optional<TlsVersion> oldestVersion() {
            return Optional.empty();
        }

        @Override
        public TlsPolicy atLeast(TlsVersion version) {
            return this;
        }

        @Override
        public <T> T accept(Visitor<T> visitor) {
            return visitor.may(this);
        }
    }

    /** TLS of at least this version, any certificate or none. */
    record Encrypt(TlsVersion minVersion) implements Nameless {
        @Override
        public TlsSecurityLevel level() {
            return TlsSecurityLevel.ENCRYPT;
        }

        @Override
        public Optional<TlsVersion> oldestVersion() {
            return Optional.of(minVersion);
        }

        @Override
        public TlsPolicy atLeast(TlsVersion version) {
            return new Encrypt(minVersion.newer(version));
        }

        @Override
        public <T> T accept(Visitor<T> visitor) {
            return visitor.encrypt(this);
        }
    }

    /** TLS and one of these certificates or public keys; neither chain nor expiry is asked. */
    record Fingerprint(TlsVersion minVersion, Set<CertificateFingerprint> fingerprints) implements Nameless {
        public Fingerprint {
            fingerprints = Set.copyOf(fingerprints);
            if (fingerprints.isEmpty()) {
                throw new IllegalArgumentException("a fingerprint policy needs at least one fingerprint");
            }
        }

        @Override
        public TlsSecurityLevel level() {
            return TlsSecurityLevel.FINGERPRINT;
        }

        @Override
        public Optional<TlsVersion> oldestVersion() {
            return Optional.of(minVersion);
        }

        @Override
        public TlsPolicy atLeast(TlsVersion version) {
            return new Fingerprint(minVersion.newer(version), fingerprints);
        }

        @Override
        public <T> T accept(Visitor<T> visitor) {
            return visitor.fingerprint(this);
        }
    }

    /**
     * TLS, a chain to one of the trust anchors, and a subjectAltName that matches one of the names.
     *
     * @param purpose of a client's certificate; a server's must always be one for servers
     */
    record Secure(TlsVersion minVersion, List<CertificateMatch> match, TrustAnchors trustAnchors, ClientPurpose purpose)
            implements TlsPolicy {

        /** Any purpose in TLS. */
        public Secure(TlsVersion minVersion, List<CertificateMatch> match, TrustAnchors trustAnchors) {
            this(minVersion, match, trustAnchors, ClientPurpose.TLS);
        }

        public Secure {
            match = List.copyOf(match);
            if (match.isEmpty()) {
                throw new IllegalArgumentException("a secure policy needs at least one name to match");
            }
        }

        @Override
        public TlsSecurityLevel level() {
            return TlsSecurityLevel.SECURE;
        }

        @Override
        public Optional<TlsVersion> oldestVersion() {
            return Optional.of(minVersion);
        }

        @Override
        public TlsPolicy atLeast(TlsVersion version) {
            return new Secure(minVersion.newer(version), match, trustAnchors, purpose);
        }

        @Override
        public Optional<TrustAnchors> anchors() {
            return Optional.of(trustAnchors);
        }

        @Override
        public List<CertificateMatch> names() {
            return match;
        }

        @Override
        public TlsPolicy withNames(List<CertificateMatch> names) {
            return new Secure(minVersion, names, trustAnchors, purpose);
        }

        @Override
        public <T> T accept(Visitor<T> visitor) {
            return visitor.secure(this);
        }
    }
}
