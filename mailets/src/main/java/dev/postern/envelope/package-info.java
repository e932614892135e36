/**
 * Addresses of the envelope that James's own reader rejects.
 *
 * <ol>
 *   <li>{@link dev.postern.envelope.EnvelopeAddress} reads any address of the envelope, from a command or from storage.
 * </ol>
 *
 * <p>It judges nobody by an address; {@code partner} and {@code smtp} do.
 */
@NullMarked
package dev.postern.envelope;

import org.jspecify.annotations.NullMarked;
