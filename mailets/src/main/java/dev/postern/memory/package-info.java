/**
 * One budget, in bytes, for what SMTP sessions and conversions hold on the heap because somebody outside sent it.
 *
 * <p>{@link dev.postern.memory.MemoryBudget} gives a {@link dev.postern.memory.Reservation} or none; nothing here waits. The
 * owner of a reservation decides what to do without one: the listener answers 452 4.3.1, a delivery defers.
 */
@NullMarked
package dev.postern.memory;

import org.jspecify.annotations.NullMarked;
