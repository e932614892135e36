/**
 * The packaged gateway, started as a user starts it, and a stock James with its mailets.
 *
 * <ol>
 *   <li>{@link dev.postern.testing.gateway.GatewayProcess}: one gateway.
 *   <li>{@link dev.postern.testing.gateway.Site}: our own organisation with its gateway, DNS and internal mail server.
 *   <li>{@link dev.postern.testing.gateway.StockJames}: a James that is not ours.
 * </ol>
 */
@NullMarked
package dev.postern.testing.gateway;

import org.jspecify.annotations.NullMarked;
