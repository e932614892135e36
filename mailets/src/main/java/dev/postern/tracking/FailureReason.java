package dev.postern.tracking;

import dev.postern.tls.TlsFailure;
import java.util.Optional;

/**
 * Says why a message was stopped, or would have been.
 *
 * @param tls the RFC 8460 result type, if TLS was not as agreed
 * @param text in plain words; never told to the peer
 */
public record FailureReason(Optional<TlsFailure> tls, String text) {

    /** A reason that has nothing to do with TLS. */
    public FailureReason(String text) {
        this(Optional.empty(), text);
    }
}
