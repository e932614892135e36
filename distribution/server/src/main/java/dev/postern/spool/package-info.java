/**
 * The spooler: takes accepted messages through the mailet pipeline.
 *
 * <ol>
 *   <li>{@link dev.postern.spool.Spooler} takes a message from the spool and gives it to the processors.
 *   <li>{@link dev.postern.spool.TrackedMailets} tells {@link dev.postern.spool.Unsettled} which recipients each mailet settled.
 *   <li>If something fails, only the recipients that are left go back into the spool, with the delays of
 *       {@link dev.postern.spool.SpoolRetry}, and in the end to the processor {@code error}.
 * </ol>
 */
@NullMarked
package dev.postern.spool;

import org.jspecify.annotations.NullMarked;
