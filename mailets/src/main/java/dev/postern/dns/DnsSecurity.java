package dev.postern.dns;

/**
 * Says what DNSSEC proves about an answer (RFC 4035 §4.3). There is no value for bogus: such an answer is {@link
 * DnsAnswer.Silent}, as it is for RFC 7672 §2.1.
 */
public enum DnsSecurity {
    /** A chain of signatures from a trust anchor covers it, and whatever aliases led to it. */
    SECURE,
    /** It is proven that there is no such chain. */
    INSECURE,
    /** Nobody looked. */
    INDETERMINATE
}
