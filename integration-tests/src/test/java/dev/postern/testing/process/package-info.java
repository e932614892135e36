/**
 * Processes, ports and waiting: what every fixture stands on.
 *
 * <ol>
 *   <li>{@link dev.postern.testing.process.Command}: a program that ends by itself.
 *   <li>{@link dev.postern.testing.process.Ports}: free TCP ports.
 *   <li>{@link dev.postern.testing.process.Await}: waits for a condition, until a deadline.
 *   <li>{@link dev.postern.testing.process.FolderRemoval}: removes a folder in which processes may still write.
 *   <li>{@link dev.postern.testing.process.RealPeer}: skips a test, or fails it in CI, if a program that it talks to is not installed.
 * </ol>
 */
@NullMarked
package dev.postern.testing.process;

import org.jspecify.annotations.NullMarked;
