/**
 * The client's side of the milter protocol, version 6, as Sendmail and Postfix speak it: a message is shown to filters such as
 * rspamd before it is accepted.
 *
 * <p>{@link dev.postern.milter.MilterChain} is the {@link dev.postern.filter.ContentFilter}. Each message has a
 * {@link dev.postern.milter.MilterSession} on a connection of its own, on threads of the package's own; nothing here knows SMTP.
 */
@NullMarked
package dev.postern.milter;

import org.jspecify.annotations.NullMarked;
