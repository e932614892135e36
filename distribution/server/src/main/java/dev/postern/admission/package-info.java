/**
 * Decides which client may connect, how many connections it may hold and how often it may do what costs us something.
 *
 * <ol>
 *   <li>{@link dev.postern.admission.Clients} tells own servers (relay networks), partners (their {@code sources}) and
 *       strangers apart.
 *   <li>{@link dev.postern.admission.ConnectionSlots} counts the connections held now, in all, by address and by network,
 *       and keeps a share of them for own servers and partners.
 *   <li>{@link dev.postern.admission.ClientRates} counts events in a unit of time, as Postfix's anvil does.
 *   <li>{@link dev.postern.admission.RefusalSummary} turns a flood of refusals into one log line a minute.
 *   <li>{@link dev.postern.admission.HandshakeExecutor} runs the expensive part of TLS handshakes within a bound.
 *   <li>{@link dev.postern.admission.Admission} puts these together for the listeners.
 * </ol>
 *
 * <p>Nothing here knows Netty or James, and nothing here blocks.
 */
@NullMarked
package dev.postern.admission;

import org.jspecify.annotations.NullMarked;
