package dev.postern.partner;

/**
 * Where hooks, matchers and mailets get the partners from. Safe for any thread.
 *
 * <p>Each decision calls {@link #current()} once and works on that one snapshot: a reload is never half applied.
 */
@FunctionalInterface
public interface Partners {
    PartnerDirectory current();
}
