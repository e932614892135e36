/**
 * Recognises mail that would come back: addresses that are this machine's or the inner servers', and addresses that no
 * stranger's mail server has.
 *
 * <p>{@link dev.postern.loop.OwnSite} says what is ours, {@link dev.postern.loop.SpecialAddresses} what nobody reaches over the
 * internet, and {@link dev.postern.loop.MxAddresses} judges one address of an MX host by both. It resolves no MX record and opens
 * no connection.
 */
@NullMarked
package dev.postern.loop;

import org.jspecify.annotations.NullMarked;
