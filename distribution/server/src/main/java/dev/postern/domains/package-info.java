/**
 * The gateway's own domains, their next hops and their valid recipients.
 *
 * <ol>
 *   <li>{@link dev.postern.domains.DomainsBlock} reads the list {@code domains} of {@code gateway.yaml} into {@link
 *       dev.postern.domains.ConfiguredDomains}: entries of one domain or wildcard, {@link dev.postern.domains.OwnDomain}, and entries
 *       that name a file, {@link dev.postern.domains.DomainsFile}.
 *   <li>{@link dev.postern.domains.OwnDomains} says what belongs to a domain; {@link dev.postern.domains.DomainsWatch} has those in
 *       force, and reads the files again when they change.
 *   <li>{@link dev.postern.domains.DomainRecipients} says how the recipients of an entry are verified; {@link
 *       dev.postern.domains.WatchedRecipients} has a list that lies in a file.
 * </ol>
 *
 * It sends nothing and asks no next hop; it must not import {@code gateway} or {@code server}.
 */
@NullMarked
package dev.postern.domains;

import org.jspecify.annotations.NullMarked;
