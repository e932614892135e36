/**
 * Reads address fields that are not well-formed (RFC 5322) as mail programs might: which domains could a reader take for the
 * author's?
 *
 * <ol>
 *   <li>{@link dev.postern.sender.OctetReadings} decodes raw octets that are not UTF-8.
 *   <li>{@link dev.postern.sender.EncodedWords} decodes encoded words (RFC 2047), broken ones too.
 *   <li>{@link dev.postern.sender.DirectionOverrides} puts letters into the order in which they are shown.
 *   <li>{@link dev.postern.sender.FieldReadings} leaves out what a careless reader leaves out: comments, quotes, blanks.
 *   <li>{@link dev.postern.sender.LookAlikes} names each domain that follows an {@code @} in one of these readings.
 * </ol>
 *
 * <p>Nothing here knows partners; nothing here says that a field is well-formed.
 */
@NullMarked
package dev.postern.sender;

import org.jspecify.annotations.NullMarked;
