/**
 * How a message arrived: the facts of its SMTP session as mail attributes.
 *
 * <p>Written once, at the end of DATA; mailets, matchers and DSNs read them. Attributes are no proof to the inbound hook, which
 * reads the session itself.
 */
@NullMarked
package dev.postern.arrival;

import org.jspecify.annotations.NullMarked;
