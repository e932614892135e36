/**
 * SMTP by script: partners, strangers and attackers.
 *
 * <ol>
 *   <li>{@link dev.postern.testing.smtp.Letter}: a message that is found again wherever it went.
 *   <li>{@link dev.postern.testing.smtp.ScriptedSmtpClient}: says to the gateway what it is told to.
 *   <li>{@link dev.postern.testing.smtp.ScriptedSmtpServer}: takes mail, or answers as its {@link dev.postern.testing.smtp.ServerScript} says.
 * </ol>
 */
@NullMarked
package dev.postern.testing.smtp;

import org.jspecify.annotations.NullMarked;
