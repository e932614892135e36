/**
 * The gateway's log: its form, and its way to standard output.
 *
 * <ol>
 *   <li>{@link dev.postern.log.LogFormat} says whether lines are text or JSON ({@link dev.postern.log.JsonLines}).
 *   <li>{@link dev.postern.log.QueuedAppender} gives each line to {@link dev.postern.log.LineQueue} and goes on at once.
 *   <li>{@link dev.postern.log.LineQueue} writes them on a thread of its own; when nobody reads, it drops and counts what is less
 *       important first ({@link dev.postern.log.LineImportance}).
 * </ol>
 *
 * <p>Nothing else writes to standard output while the gateway runs: a write to a pipe that nobody reads never returns.
 */
@NullMarked
package dev.postern.log;

import org.jspecify.annotations.NullMarked;
