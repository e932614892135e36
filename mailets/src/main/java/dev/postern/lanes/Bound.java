package dev.postern.lanes;

/**
 * How many pieces of work may run at once, as the operator says.
 *
 * @param key whose pieces they are; pieces with the same key are counted together, in all {@link Lanes} that share {@link Places}
 * @param most at least 1
 */
public record Bound(String key, int most) {}
