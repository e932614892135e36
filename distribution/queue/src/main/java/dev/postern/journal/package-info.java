/**
 * Inspection and rescue of the embedded broker's files before it opens them. {@link
 * dev.postern.broker.EmbeddedBroker} asks it at each start, in whichever James that is.
 */
@NullMarked
package dev.postern.journal;

import org.jspecify.annotations.NullMarked;
