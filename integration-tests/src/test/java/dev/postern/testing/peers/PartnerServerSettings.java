package dev.postern.testing.peers;

import dev.postern.tls.IssuedCertificate;

/**
 * How a {@link PartnerServer} is to be.
 *
 * @param domain whose mail it takes, with all its subdomains
 * @param certificate its own
 * @param caPem whose client certificates it trusts
 * @param gatewayPort where its own mail goes, at 127.0.0.1; only Postfix has any
 */
public record PartnerServerSettings(
        String domain, IssuedCertificate certificate, String caPem, Tls tls, int gatewayPort) {

    /** What it does about TLS. */
    public enum Tls {
        /** Knows no STARTTLS. */
        ABSENT,
        /** Offers it. */
        OFFERED,
        /** Offers it, and ends the handshake with a client that presents no certificate of its CA. */
        CERTIFICATE_DEMANDED
    }

    /** Its host name. */
    String host() {
        return "mx." + domain;
    }
}
