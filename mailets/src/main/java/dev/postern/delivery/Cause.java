package dev.postern.delivery;

import dev.postern.tls.TlsFailure;
import dev.postern.tls.TlsVerdict;
import java.util.Optional;

/**
 * Why a message did not go through.
 *
 * @param tls the RFC 8460 result type, if it was the TLS rule
 * @param status the enhanced status code without its class, such as {@code 7.5} (RFC 3463, RFC 5248)
 * @param reason in plain words, or the remote server's reply
 * @param remote the server that answered, if one did
 * @param replied whether {@code reason} is a remote server's SMTP reply
 */
public record Cause(Optional<TlsFailure> tls, String status, String reason, Optional<String> remote, boolean replied) {

    /** The rule kept it: {@code 7.4} if no TLS was to be had, {@code 7.5} for whatever was wrong with the TLS there was. */
    static Cause tls(TlsVerdict.Violated verdict, String host) {
        return tls(verdict.failure(), verdict.reason(), host);
    }

    static Cause tls(TlsFailure failure, String reason, String host) {
        return new Cause(
                Optional.of(failure),
                failure == TlsFailure.STARTTLS_NOT_SUPPORTED ? "7.4" : "7.5",
                reason,
                Optional.of(host),
                false);
    }

    /** The remote server said so. */
    static Cause reply(String reply, String status, String host) {
        return new Cause(Optional.empty(), status, reply, Optional.of(host), true);
    }

    /** Nobody answered. */
    static Cause network(String status, String reason) {
        return new Cause(Optional.empty(), status, reason, Optional.empty(), false);
    }

    /** The status of a final failure: what RFC 5248 calls a lack of encryption is 5.7.10 there. */
    String finalStatus() {
        return "5." + (status.equals("7.4") ? "7.10" : status);
    }

    /** The status of a deferral. */
    String delayedStatus() {
        return "4." + status;
    }
}
