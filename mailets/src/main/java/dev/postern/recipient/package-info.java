/**
 * Recipients as keys, and what the sender asked to be told of each (RFC 3461). Imports nothing else of Postern's.
 *
 * <p>1. {@link dev.postern.recipient.Recipient} tells two recipients apart whose local parts differ in case only, which
 * James's {@code MailAddress} does not: no {@code MailAddress} is ever a key, a member of a set, or looked for in a list.
 *
 * <p>2. {@link dev.postern.recipient.RequestedDsn} reads and stores RET, ENVID, NOTIFY and ORCPT by that key.
 */
@NullMarked
package dev.postern.recipient;

import org.jspecify.annotations.NullMarked;
