/**
 * Tells who a message claims to be from: which domains could a reader take for the author's (RFC 5322), whatever the form?
 *
 * <ol>
 *   <li>{@link dev.postern.sender.SenderClaim} asks whether a message bears a partner's domain.
 *   <li>{@link dev.postern.sender.HeaderFields} finds each field that any reader might take for {@code From};
 *       {@link dev.postern.sender.FromHeader} and {@link dev.postern.sender.MailboxList} read it.
 *   <li>{@link dev.postern.sender.OctetReadings} decodes raw octets that are not UTF-8.
 *   <li>{@link dev.postern.sender.EncodedWords} decodes encoded words (RFC 2047), broken ones too.
 *   <li>{@link dev.postern.sender.DirectionOverrides} puts letters into the order in which they are shown.
 *   <li>{@link dev.postern.sender.FieldReadings} leaves out what a careless reader leaves out: comments, quotes, blanks.
 *   <li>{@link dev.postern.sender.LookAlikes} names each domain that follows an {@code @} in one of these readings.
 * </ol>
 *
 * <p>Nothing here judges a connection; nothing here says that a field is well-formed.
 */
@NullMarked
package dev.postern.sender;

import org.jspecify.annotations.NullMarked;
