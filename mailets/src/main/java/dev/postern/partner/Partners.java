package dev.postern.partner;

/**
 * Provides the partners to hooks, matchers and mailets. Safe for any thread.
 *
 * <p>Each decision calls {@link #current()} once and works on that one snapshot: a reload is never half applied.
 */
@FunctionalInterface
public interface Partners {
    PartnerDirectory current();
}
