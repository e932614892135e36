/**
 * The requests and answers of the admin port: records that become JSON, paths and headers, shared by server and clients.
 *
 * <ol>
 *   <li>{@link dev.postern.api.AdminPaths}: where what is.
 *   <li>{@link dev.postern.api.Health}, {@link dev.postern.api.QueueListing}, {@link dev.postern.api.FlushRequest} and others: answers and requests.
 *   <li>{@link dev.postern.api.Role}: what the holder of a token may do.
 *   <li>{@link dev.postern.api.Problem}: the answer to what went wrong (RFC 9457).
 *   <li>{@link dev.postern.api.Json}: writes and reads them.
 * </ol>
 *
 * <p>It knows neither HTTP nor the gateway.
 */
@NullMarked
package dev.postern.api;

import org.jspecify.annotations.NullMarked;
