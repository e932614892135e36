package dev.postern.tls;

import java.util.Optional;

/** Contains the verdict of {@link TlsPolicyEvaluator} on one session. */
public sealed interface TlsVerdict {

    /** Returns the level that was asked. */
    TlsSecurityLevel level();

    /**
     * Mail may travel.
     *
     * @param level the level that was asked and kept
     * @param matched the name or fingerprint that satisfied it, where the level asks for one
     */
    record Satisfied(TlsSecurityLevel level, Optional<String> matched) implements TlsVerdict {}

    /**
     * Mail must not travel.
     *
     * @param level the level that was asked
     * @param failure the RFC 8460 result type
     * @param reason why, in plain words, for logs and administrators; never shown to the peer
     */
    record Violated(TlsSecurityLevel level, TlsFailure failure, Violation violation, String reason)
            implements TlsVerdict {}

    /** Which part of the policy was broken; it decides the reply. */
    enum Violation {
        NOT_ENCRYPTED,
        VERSION_TOO_OLD,
        CERTIFICATE_ABSENT,
        CERTIFICATE_NOT_AGREED
    }

    default boolean isSatisfied() {
        return this instanceof Satisfied;
    }
}
