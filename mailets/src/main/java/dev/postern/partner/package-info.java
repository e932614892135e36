/**
 * The partners and what is agreed with each: a model that reads no file.
 *
 * <ol>
 *   <li>{@link dev.postern.partner.Partner} with {@link dev.postern.partner.InboundPolicy}, {@link dev.postern.partner.OutboundPolicy}, {@link dev.postern.partner.PartnerMode}.
 *   <li>{@link dev.postern.partner.DomainPattern}, {@link dev.postern.partner.MailDomain}: whose domain is this?
 *   <li>{@link dev.postern.partner.PartnerDirectory}: all partners of one reading; {@link dev.postern.partner.Partners}: those in force now.
 * </ol>
 *
 * <p>{@code dev.postern.partnersfile} reads and watches {@code partners.yaml}.
 */
@NullMarked
package dev.postern.partner;

import org.jspecify.annotations.NullMarked;
