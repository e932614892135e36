/**
 * Probes every partner again and again, and tells the postmaster what changed and what is about to break.
 *
 * <ol>
 *   <li>{@link dev.postern.revalidation.Revalidation}: the thread that does it, one partner at a time.
 *   <li>{@link dev.postern.revalidation.ProbeSchedule}: when a partner is due.
 *   <li>{@link dev.postern.revalidation.ProbeRecord}: what is remembered of a probe, in {@link dev.postern.revalidation.ProbeFiles}.
 *   <li>{@link dev.postern.revalidation.RecordComparison}: which {@link dev.postern.revalidation.ProbeChange}s lie between two of
 *       them.
 *   <li>{@link dev.postern.revalidation.PartnerReview}: which of these the postmaster has not been told yet.
 *   <li>{@link dev.postern.revalidation.ChangeNotices}: sends the notices, one at once and the others in digests.
 * </ol>
 *
 * <p>It judges no connection: the probe does, by the code of a delivery.
 */
@NullMarked
package dev.postern.revalidation;

import org.jspecify.annotations.NullMarked;
