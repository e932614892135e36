/**
 * The name servers of the operating system, re-read when they change.
 *
 * <ol>
 *   <li>{@link dev.postern.resolver.ResolvConf} is what one resolv.conf says.
 *   <li>{@link dev.postern.resolver.SystemResolvers} follows the file while the gateway runs.
 * </ol>
 *
 * Nothing here asks a name server; {@code GatewayDns} does.
 */
@NullMarked
package dev.postern.resolver;

import org.jspecify.annotations.NullMarked;
