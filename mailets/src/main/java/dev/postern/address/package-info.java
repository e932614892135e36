/**
 * IP addresses: as people and protocols write them, which family of them mail goes to, and which of ours it leaves from. Imports nothing
 * else of ours.
 *
 * <ol>
 *   <li>{@link dev.postern.address.AddressText} writes one.
 *   <li>{@link dev.postern.address.OutboundAddresses} says what is configured: {@link dev.postern.address.AddressFamilies} of servers,
 *       {@link dev.postern.address.SourceAddresses} of this machine.
 * </ol>
 */
@NullMarked
package dev.postern.address;

import org.jspecify.annotations.NullMarked;
