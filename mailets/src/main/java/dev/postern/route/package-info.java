/**
 * Finds where a message goes: the policy for its destination, and the hosts in the order in which they are tried.
 *
 * <ol>
 *   <li>{@link dev.postern.route.Routes}: a domain's {@link dev.postern.route.Route}, looked up afresh at each attempt.
 *   <li>{@link dev.postern.route.MessageRoutes}: never below the rule under which the message was accepted.
 *   <li>{@link dev.postern.route.HostLookup}, {@link dev.postern.route.MxSearch}: next hops or
 *       MX hosts (RFC 5321 §5.1), and why there are none.
 * </ol>
 *
 * <p>It connects to nobody.
 */
@NullMarked
package dev.postern.route;

import org.jspecify.annotations.NullMarked;
