/**
 * The routes of the admin API below {@code /api/v1}, one class each.
 *
 * <ol>
 *   <li>{@link dev.postern.resource.QueueRoute} and others: what they ask for and answer is in {@code dev.postern.api}.
 *   <li>{@link dev.postern.resource.RequestBody}, {@link dev.postern.resource.Page}: read a request, strictly.
 *   <li>{@link dev.postern.resource.AuditedChanges}: records a change in the admin audit log before it takes effect.
 *   <li>{@link dev.postern.resource.ResourcesModule}: the set.
 * </ol>
 *
 * <p>Who may use a route is decided in {@code dev.postern.admin} before the route is called.
 */
@NullMarked
package dev.postern.resource;

import org.jspecify.annotations.NullMarked;
