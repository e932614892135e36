package dev.postern.verification;

/**
 * Says how the recipients of some domains are verified.
 *
 * @param domains what they are called in the log
 * @param accepts whether a recipient is accepted that cannot be verified now
 * @param capacity how many known recipients are remembered at most
 */
public record VerificationRule(String domains, boolean accepts, VerificationTimes times, int capacity) {}
