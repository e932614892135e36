package dev.postern.inbound;

import dev.postern.tls.TlsFailure;
import dev.postern.tls.TlsSecurityLevel;
import java.util.Optional;

/** The result of an {@link InboundCheck}: whether one partner's mail may come in over one connection. */
public sealed interface InboundVerdict {

    /** The level that was asked. */
    TlsSecurityLevel level();

    /**
     * The partner's rule is kept.
     *
     * @param matched the name or fingerprint in the client's certificate that satisfied it, where one was asked
     */
    record AsAgreed(TlsSecurityLevel level, Optional<String> matched) implements InboundVerdict {}

    /**
     * The partner's rule is broken.
     *
     * @param reply what the client is told, if the rule is enforced
     * @param failure the RFC 8460 result type, if it was TLS
     * @param reason why, in plain words, for logs and administrators; never shown to the client
     */
    record Violation(TlsSecurityLevel level, Reply reply, Optional<TlsFailure> failure, String reason)
            implements InboundVerdict {

        /** Returns the same of a partner that a reader might see in a From field that is not well-formed. */
        public Violation seenInFrom(String malformed) {
            return new Violation(
                    level,
                    reply,
                    failure,
                    reason + "; From is not well-formed (" + malformed + ") and looks like the partner's");
        }
    }
}
