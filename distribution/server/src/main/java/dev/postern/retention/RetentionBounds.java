package dev.postern.retention;

import java.time.Duration;

/**
 * Bounds for each directory of set-aside mail.
 *
 * @param keepFor age at which a message is removed
 * @param maxBytes size beyond which strangers' messages are removed, the oldest first
 * @param maxMessages number beyond which they are
 */
public record RetentionBounds(Duration keepFor, long maxBytes, int maxMessages) {}
