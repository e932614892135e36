/**
 * A record of the messages in hand that survives the end of the process, so that the next start recognises a message
 * that ends it. {@link dev.postern.inhand.InHand} is all that others use.
 */
@NullMarked
package dev.postern.inhand;

import org.jspecify.annotations.NullMarked;
