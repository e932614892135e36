package dev.postern.tls;

import java.util.Locale;

/** Says why a connection did not satisfy its policy, as a result type of RFC 8460 §4.3. */
public enum TlsFailure {
    /** No TLS was offered, or none was negotiated (§4.3.1). */
    STARTTLS_NOT_SUPPORTED,
    /** No name in the certificate is one of the agreed names (§4.3.1). */
    CERTIFICATE_HOST_MISMATCH,
    /** The certificate, or one of its chain, is outside its validity (§4.3.1). */
    CERTIFICATE_EXPIRED,
    /** No chain to a trust anchor, or not the agreed fingerprint (§4.3.1). */
    CERTIFICATE_NOT_TRUSTED,
    /** Everything else, such as too old a version or a failed handshake (§4.3.4). */
    VALIDATION_FAILURE;

    /** Returns the token as RFC 8460 spells it. */
    public String token() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
