/** Back pressure: whether new mail can be stored, what the queues hold, and since when. */
@NullMarked
package dev.postern.pressure;

import org.jspecify.annotations.NullMarked;
