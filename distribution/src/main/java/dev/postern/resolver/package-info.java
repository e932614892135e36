/**
 * The name servers that the system names, as they are now.
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
