package dev.postern.route;

/**
 * Describes queued mail that keeps the rule of its acceptance instead of the rule in the partners file.
 *
 * @param partner for whom it was accepted
 * @param domain of its recipients
 * @param rule the rule in words
 * @param released what would hold if the rule was lifted, in words
 */
public record KeptRule(String partner, String domain, String rule, String released) {}
