package dev.postern.route;

/**
 * Mail that waits under the rule of its acceptance, in the place of the partners file's.
 *
 * @param partner for whom it was accepted
 * @param domain of its recipients
 * @param rule the rule in words
 * @param released what would hold if the rule was lifted, in words
 */
public record KeptRule(String partner, String domain, String rule, String released) {}
