package dev.postern.tls;

import java.util.Optional;

/**
 * The parts of a policy that have an order: its level, and the oldest version that it allows. Names, fingerprints and trust anchors have none.
 *
 * @param minVersion empty for level {@code may}, which allows every version
 */
public record PolicyStrength(TlsSecurityLevel level, Optional<TlsVersion> minVersion) {

    public static PolicyStrength of(TlsPolicy policy) {
        return new PolicyStrength(policy.level(), policy.oldestVersion());
    }

    /** Returns whether this asks less than the other in level or in version, even if it asks more in the other of the two. */
    public boolean isWeakerThan(PolicyStrength other) {
        boolean olderVersion = other.minVersion
                .filter(required ->
                        minVersion.filter(own -> own.isAtLeast(required)).isEmpty())
                .isPresent();
        return level.compareTo(other.level) < 0 || olderVersion;
    }

    /** Returns whether this asks a higher level than the other, whatever the versions. */
    public boolean isOfHigherLevelThan(PolicyStrength other) {
        return level.compareTo(other.level) > 0;
    }

    /** Returns the policy with the newer of its own oldest version and this one's. */
    public TlsPolicy raise(TlsPolicy policy) {
        return minVersion.map(policy::atLeast).orElse(policy);
    }

    /** Returns it in words, for logs and commands. */
    public String words() {
        return level.word()
                + minVersion.map(version -> ", " + version.word() + " or newer").orElse("");
    }
}
