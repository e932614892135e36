/**
 * How long mail that was set aside is kept, and how much of it: {@code mail/error}, {@code mail/rejected}, {@code
 * mail/relay-denied} and {@code mail/damaged}.
 *
 * <ol>
 *   <li>{@link dev.postern.retention.RetentionBounds} are the keys of the block {@code mail}.
 *   <li>{@link dev.postern.retention.RetentionPlan} decides what goes, without touching anything.
 *   <li>{@link dev.postern.retention.MailRetention} carries it out from time to time, and tells what is over its bound.
 * </ol>
 *
 * It never reads or writes a message's content.
 */
@NullMarked
package dev.postern.retention;

import org.jspecify.annotations.NullMarked;
