/**
 * Removes old set-aside mail from {@code mail/error}, {@code mail/rejected}, {@code
 * mail/relay-denied} and {@code mail/damaged}.
 *
 * <ol>
 *   <li>{@link dev.postern.retention.RetentionBounds} are the keys of the block {@code mail}.
 *   <li>{@link dev.postern.retention.RetentionPlan} decides which messages to remove, without touching any file.
 *   <li>{@link dev.postern.retention.MailRetention} removes them each minute, and reports a directory that exceeds its bound all the same.
 * </ol>
 *
 * It never reads or writes a message's content.
 */
@NullMarked
package dev.postern.retention;

import org.jspecify.annotations.NullMarked;
