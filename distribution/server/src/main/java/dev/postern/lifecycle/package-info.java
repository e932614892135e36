/**
 * One order in which everything starts, and its reverse in which everything stops.
 *
 * <ol>
 *   <li>{@link dev.postern.lifecycle.Service}: a part that is started and stopped.
 *   <li>{@link dev.postern.lifecycle.StartPhase}: when.
 *   <li>{@link dev.postern.lifecycle.Lifecycle}: starts and stops them.
 *   <li>{@link dev.postern.lifecycle.StartFailure}, {@link dev.postern.lifecycle.ExitStatus}: why the gateway cannot start, and what the process's exit
 *       status says of it.
 * </ol>
 *
 * <p>Nothing here knows what the parts are.
 */
@NullMarked
package dev.postern.lifecycle;

import org.jspecify.annotations.NullMarked;
