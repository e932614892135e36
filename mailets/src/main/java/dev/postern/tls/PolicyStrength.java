package dev.postern.tls;

import java.util.Optional;

/**
 * The parts of a policy that have an order: its level, and the oldest version that it allows. Names, fingerprints and trust anchors have none.
 *
 * @param minVersion empty for level {@code may}, which allows every version
 */
public record PolicyStrength(TlsSecurityLevel level, Optional<TlsVersion> minVersion) {

    public static PolicyStrength of(TlsPolicy policy) {
        return new PolicyStrength(policy.level(), minVersion(policy));
    }

    /** Returns whether this asks less than the other in level or in version, even if it asks more in the other of the two. */
    public boolean isWeakerThan(PolicyStrength other) {
        boolean olderVersion = other.minVersion
                .filter(required ->
                        minVersion.filter(own -> own.isAtLeast(required)).isEmpty())
                .isPresent();
        return level.compareTo(other.level) < 0 || olderVersion;
    }

    /** Returns the policy with the newer of its own oldest version and this one's. */
    public TlsPolicy raise(TlsPolicy policy) {
        Optional<TlsVersion> raised = minVersion.filter(wanted ->
                minVersion(policy).filter(own -> !own.isAtLeast(wanted)).isPresent());
        return raised.map(version -> with(policy, version)).orElse(policy);
    }

    private static TlsPolicy with(TlsPolicy policy, TlsVersion version) {
        if (policy instanceof TlsPolicy.Encrypt) {
            return new TlsPolicy.Encrypt(version);
        }
        if (policy instanceof TlsPolicy.Fingerprint fingerprint) {
            return new TlsPolicy.Fingerprint(version, fingerprint.fingerprints());
        }
        if (policy instanceof TlsPolicy.Secure secure) {
            return new TlsPolicy.Secure(version, secure.match(), secure.trustAnchors(), secure.purpose());
        }
        throw new IllegalArgumentException("no version can be asked at level " + policy.level());
    }

    private static Optional<TlsVersion> minVersion(TlsPolicy policy) {
        if (policy instanceof TlsPolicy.Encrypt encrypt) {
            return Optional.of(encrypt.minVersion());
        }
        if (policy instanceof TlsPolicy.Fingerprint fingerprint) {
            return Optional.of(fingerprint.minVersion());
        }
        if (policy instanceof TlsPolicy.Secure secure) {
            return Optional.of(secure.minVersion());
        }
        if (policy instanceof TlsPolicy.May) {
            return Optional.empty();
        }
        throw new IllegalArgumentException("no order for " + policy.level());
    }
}
