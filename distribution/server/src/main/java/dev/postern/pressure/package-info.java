/** Back-pressure: whether new mail can be stored, the number of queued messages, and the age of the oldest. */
@NullMarked
package dev.postern.pressure;

import org.jspecify.annotations.NullMarked;
