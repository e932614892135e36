package dev.postern.retention;

import java.time.Duration;

/**
 * What each directory of mail that was set aside may hold.
 *
 * @param keepFor what is older is removed
 * @param maxBytes beyond it strangers' messages are removed, the oldest first
 * @param maxMessages the same, by number
 */
public record RetentionBounds(Duration keepFor, long maxBytes, int maxMessages) {}
