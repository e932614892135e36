/**
 * Which messages are under way, written where it survives the end of the process, so that a message that ends the process is known
 * at the next start. {@link dev.postern.inhand.InHand} is all that others use.
 */
@NullMarked
package dev.postern.inhand;

import org.jspecify.annotations.NullMarked;
