package dev.postern.lanes;

/**
 * A configured limit on the pieces of work that run at once.
 *
 * @param key whose pieces they are; pieces with the same key are counted together, in all {@link Lanes} that share {@link Places}
 * @param most at least 1
 */
public record Bound(String key, int most) {}
