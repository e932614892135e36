/**
 * What James asks a server for, and what the gateway keeps on the disk.
 *
 * <ol>
 *   <li>{@link dev.postern.server.DataDirectory}, {@link dev.postern.server.Queues}, {@link dev.postern.server.Watches}: what is on the disk, and
 *       what looks at it.
 *   <li>{@link dev.postern.server.Pipeline}: James's mailets, made and stopped.
 *   <li>{@link dev.postern.server.GatewayRoutes}, {@link dev.postern.server.GatewayDns}, {@link dev.postern.server.GatewayRecipients}: {@code gateway.yaml} as James asks for it.
 *   <li>{@link dev.postern.server.GatewayProbe}: probes by the configuration of a gateway, which need not run.
 * </ol>
 *
 * <p>Nothing here knows how the parts are put together, which is {@code dev.postern.assembly}'s.
 */
@NullMarked
package dev.postern.server;

import org.jspecify.annotations.NullMarked;
