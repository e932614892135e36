package dev.postern.tls;

import java.util.List;
import java.util.Set;

/** The requirements that a connection must satisfy before mail may travel over it. Immutable. */
public sealed interface TlsPolicy {

    TlsSecurityLevel level();

    /** Nothing is asked; TLS is used when offered. */
    record May() implements TlsPolicy {
        @Override
        public TlsSecurityLevel level() {
            return TlsSecurityLevel.MAY;
        }
    }

    /** TLS of at least this version, any certificate or none. */
    record Encrypt(TlsVersion minVersion) implements TlsPolicy {
        @Override
        public TlsSecurityLevel level() {
            return TlsSecurityLevel.ENCRYPT;
        }
    }

    /** TLS and one of these certificates or public keys; neither chain nor expiry is asked. */
    record Fingerprint(TlsVersion minVersion, Set<CertificateFingerprint> fingerprints) implements TlsPolicy {
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
    }
}
