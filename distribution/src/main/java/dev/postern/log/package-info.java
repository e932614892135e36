/** The form in which the gateway's log is written. */
@NullMarked
package dev.postern.log;

import org.jspecify.annotations.NullMarked;
