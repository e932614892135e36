/**
 * Internationalized mail (RFC 6531): whether it is offered, and how its addresses are written.
 *
 * <ol>
 *   <li>{@link dev.postern.utf8.SmtpUtf8Offer} tells the SMTP server whether to announce SMTPUTF8.
 *   <li>{@link dev.postern.utf8.InternationalPath} puts the address of a command into a form that James reads: its domain in A-labels.
 *   <li>{@link dev.postern.utf8.SmtpUtf8Request} marks the message whose client asked for SMTPUTF8.
 *   <li>{@link dev.postern.utf8.InternationalAddress} writes its addresses as SMTP carries them.
 * </ol>
 *
 * It judges nobody by an address; {@code partner} and {@code smtp} do, by the A-labels.
 */
@NullMarked
package dev.postern.utf8;

import org.jspecify.annotations.NullMarked;
