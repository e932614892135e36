package dev.postern.memory;

/** Says for whom memory is reserved. */
public enum Claimant {
    /** A client or sender that nothing is agreed with: has no access to the part that is kept. */
    STRANGER,
    /** An own server (relay networks), a partner, or the gateway itself. */
    KNOWN
}
