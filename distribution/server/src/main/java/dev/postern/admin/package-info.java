/**
 * The admin port: health, queues and metrics over HTTP, for the commands, for programs with a token and for monitoring.
 *
 * <ol>
 *   <li>{@link dev.postern.admin.AdminServer}: serves a set of {@link dev.postern.admin.AdminRoute}s, and cuts
 *       {@link dev.postern.admin.SlowClients}.
 *   <li>{@link dev.postern.admin.Endpoint}: where a route is, and who may use it, which {@link dev.postern.admin.Authorization} decides by
 *       {@link dev.postern.admin.Access}, {@link dev.postern.admin.Caller} and token.
 *   <li>{@link dev.postern.admin.HealthRoute}, {@link dev.postern.admin.MetricsRoute} and others: the routes for monitoring. Those of the API
 *       are in {@code dev.postern.resource}.
 *   <li>{@link dev.postern.admin.OutboundQueues}: what the routes of the queue show and change.
 * </ol>
 *
 * <p>A route that changes something asks for a token and is no GET. There is no session, and no other origin is allowed anything.
 */
@NullMarked
package dev.postern.admin;

import org.jspecify.annotations.NullMarked;
