/**
 * Which piece of work may start when there is more of it than workers: fairness between destinations, whoever owns them.
 *
 * <ol>
 *   <li>{@link dev.postern.lanes.Lanes} decides; a caller brings work, starts what it is told to, and says what became of it.
 *   <li>{@link dev.postern.lanes.Places} counts what runs under a {@link dev.postern.lanes.Bound} of the operator's, in several lanes together.
 *   <li>{@link dev.postern.lanes.LaneLimits} has the numbers, {@link dev.postern.lanes.Moves} is each decision.
 *   <li>{@link dev.postern.lanes.OrganisationalDomain} tells which domains have one owner.
 * </ol>
 *
 * <p>Knows neither queues nor mail, and runs no threads.
 */
@NullMarked
package dev.postern.lanes;

import org.jspecify.annotations.NullMarked;
