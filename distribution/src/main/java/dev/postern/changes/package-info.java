/**
 * What a change of {@code partners.yaml} does to mail that was accepted before it.
 *
 * <ol>
 *   <li>{@link dev.postern.changes.RuleRetention} tells the administrator which queued mail keeps a rule that the file no longer has.
 *   <li>{@link dev.postern.changes.Releases} remembers which of these rules the administrator lifted.
 *   <li>{@link dev.postern.changes.LastPartners} lets a start find that most partners are gone since the last run.
 * </ol>
 *
 * Whether a rule holds is decided in {@code dev.postern.acceptance}.
 */
@NullMarked
package dev.postern.changes;

import org.jspecify.annotations.NullMarked;
