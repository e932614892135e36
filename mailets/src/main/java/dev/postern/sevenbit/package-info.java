/**
 * Converts messages for servers without 8BITMIME (RFC 6152 §3), as far as that changes nothing of what they say.
 *
 * <p>{@link SevenBitPlan} reads a message once and decides which of its entities are written as quoted-printable; then it writes the
 * message as often as asked. Both go line by line, so that the memory they take does not depend on the message's size. Whatever cannot be
 * converted is written as it is: signed entities, encodings that are not known, octets in header fields.
 */
@NullMarked
package dev.postern.sevenbit;

import org.jspecify.annotations.NullMarked;
