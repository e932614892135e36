/**
 * Keeps accepted mail under its rule when {@code partners.yaml} changes, keeps a truncated file out of force, shows
 * rejected changes, and records the others.
 *
 * <ol>
 *   <li>{@link dev.postern.changes.RuleRetention} logs how many queued messages keep a rule that the file no longer has.
 *   <li>{@link dev.postern.changes.Releases} stores which of these rules an administrator has lifted.
 *   <li>{@link dev.postern.changes.LastPartners} stores the partners in force, so that a start notices when the file has lost most of them since the last run.
 *   <li>{@link dev.postern.changes.LastConfirmation} stores the administrator's confirmation of such a loss that was used last, so that each serves once.
 *   <li>{@link dev.postern.changes.RejectedChanges} shows the changes of files that were rejected, {@link dev.postern.changes.FileChanges} records those that
 *       are in force in the admin audit log.
 * </ol>
 *
 * {@code dev.postern.acceptance} decides which rule a message leaves under.
 */
@NullMarked
package dev.postern.changes;

import org.jspecify.annotations.NullMarked;
