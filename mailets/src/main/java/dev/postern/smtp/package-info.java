/**
 * The commands and hooks of the SMTP server, as James's {@code smtpserver.xml} names them.
 *
 * <ol>
 *   <li>{@link dev.postern.smtp.SmtpHandlers}: all of them, in their order.
 *   <li>{@link dev.postern.smtp.PartnerTlsMailHook} at MAIL FROM, {@link dev.postern.smtp.TlsSessionMessageHook} at the end of DATA: a partner's rule.
 *   <li>{@link dev.postern.smtp.RelayTlsMailHook}, {@link dev.postern.smtp.RelayRcptHook}: own servers, and that nobody else relays.
 *   <li>{@link dev.postern.smtp.MailCommand}, {@link dev.postern.smtp.RcptCommand}, {@link dev.postern.smtp.EhloCommand}, {@link dev.postern.smtp.StartTlsCommand}: commands read strictly.
 *   <li>{@link dev.postern.smtp.ErrorLimit}, {@link dev.postern.smtp.JunkCommandLimit}, {@link dev.postern.smtp.RateHook}, {@link dev.postern.smtp.IntakeHook}: limits and back-pressure.
 * </ol>
 *
 * <p>Decisions are in {@code dev.postern.inbound}, content is in {@code dev.postern.intake}.
 */
@NullMarked
package dev.postern.smtp;

import org.jspecify.annotations.NullMarked;
