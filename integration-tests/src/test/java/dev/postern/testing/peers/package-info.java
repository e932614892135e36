/**
 * Real servers, one fixture each: {@link dev.postern.testing.peers.Postfix}, {@link dev.postern.testing.peers.Exim}, {@link
 * dev.postern.testing.peers.Haraka}, HAProxy, rspamd, and testssl.sh as judge. A {@link dev.postern.testing.peers.PartnerServer} is one of them as a partner.
 */
@NullMarked
package dev.postern.testing.peers;

import org.jspecify.annotations.NullMarked;
