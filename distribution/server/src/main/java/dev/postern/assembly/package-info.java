/**
 * Puts the gateway together. The program is a list of modules and one ordered lifecycle.
 *
 * <ol>
 *   <li>{@link dev.postern.assembly.Gateway}: the list of modules; start and stop.
 *   <li>{@link dev.postern.assembly.Foundation}: what is read and opened first and closed last: configuration, data directory, broker.
 *   <li>{@link dev.postern.assembly.ConfigurationModule} gives it to the others: {@link dev.postern.assembly.StorageModule}, {@link
 *       dev.postern.assembly.QueueModule}, {@link dev.postern.assembly.TrackingModule}, {@link dev.postern.assembly.DeliveryModule}, {@link dev.postern.assembly.PipelineModule}, {@link
 *       dev.postern.assembly.ListenerModule}, {@link dev.postern.assembly.AdminModule}, {@link dev.postern.assembly.InboundTestModule}, {@link
 *       dev.postern.assembly.RevalidationModule}, {@link dev.postern.assembly.WatchModule}.
 *   <li>Each module contributes to the set of {@link dev.postern.lifecycle.Service}s what has to be started and stopped.
 * </ol>
 *
 * <p>A new part brings a module of its own; nothing else here changes. Nothing here decides anything about mail.
 */
@NullMarked
package dev.postern.assembly;

import org.jspecify.annotations.NullMarked;
