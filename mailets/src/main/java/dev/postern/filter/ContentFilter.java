package dev.postern.filter;

import java.util.concurrent.CompletableFuture;

/** Judges the content of a message before it is accepted. Safe for any thread. */
@FunctionalInterface
public interface ContentFilter {
    /** Accepts every message: for a server without a filter. */
    ContentFilter NONE = message -> CompletableFuture.completedFuture(FilterVerdict.Accept.UNCHANGED);

    /**
     * Returns at once; what it returns completes within a bounded time, and never exceptionally: a filter that fails has a verdict
     * as well.
     */
    CompletableFuture<FilterVerdict> judge(FilteredMessage message);
}
