/**
 * Puts the gateway together, starts it in order and stops it in reverse.
 *
 * <ol>
 *   <li>{@link dev.postern.server.Gateway}: start and stop.
 *   <li>{@link dev.postern.server.GatewayModule}: what it is made of: James's pipeline, queue and SMTP parts, and ours.
 *   <li>{@link dev.postern.server.DataDirectory}, {@link dev.postern.server.Queues}, {@link dev.postern.server.Watches}: what is opened first and closed last.
 *   <li>{@link dev.postern.server.GatewayRoutes}, {@link dev.postern.server.GatewayDns}, {@link dev.postern.server.GatewayRecipients}: {@code gateway.yaml} as James asks for it.
 * </ol>
 *
 * <p>Commands are in {@code dev.postern.command}.
 */
@NullMarked
package dev.postern.server;

import org.jspecify.annotations.NullMarked;
