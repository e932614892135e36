/**
 * The outbound side: where a message goes, over what connection, what came of it, when it is tried again, and what the
 * sender is told.
 *
 * <p>The policy is looked up afresh at every attempt; only a {@code Satisfied} verdict lets MAIL FROM be said.
 */
@NullMarked
package dev.postern.delivery;

import org.jspecify.annotations.NullMarked;
