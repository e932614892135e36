/**
 * Connections that bring no mail: checks of load balancers, scanners, clients that cannot shake hands.
 *
 * <ol>
 *   <li>{@link dev.postern.visit.Visit} is one connection: whether a message was begun on it, and why it failed.
 *   <li>{@link dev.postern.visit.VisitCount} counts those of one client.
 *   <li>{@link dev.postern.visit.Visits} decides which failures have a log line of their own, and logs the others as one counted
 *       line a minute for each client.
 * </ol>
 *
 * <p>Nothing here knows Netty or James, decides anything but what is logged, or touches the decision lines of partners.
 */
@NullMarked
package dev.postern.visit;

import org.jspecify.annotations.NullMarked;
