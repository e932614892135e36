/**
 * Which recipients of our own domains exist, known before a message for them is accepted, so that no bounce to a forged sender is
 * needed. To read it: {@link dev.postern.verification.RecipientVerification} is the question that RCPT asks; {@link
 * dev.postern.verification.OwnRecipients} passes it on by domain; {@link dev.postern.verification.ListedRecipients} answers from a list,
 * {@link dev.postern.verification.ProbedRecipients} by asking the next hop and remembering what it said. Opens no connection itself:
 * {@link dev.postern.verification.RecipientProbe} is implemented where mail is delivered.
 */
@NullMarked
package dev.postern.verification;

import org.jspecify.annotations.NullMarked;
