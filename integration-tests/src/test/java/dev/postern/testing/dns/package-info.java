/**
 * A DNS server on loopback whose zone the test writes: {@link dev.postern.testing.dns.DnsServer}, {@link dev.postern.testing.dns.DnsZone}.
 */
@NullMarked
package dev.postern.testing.dns;

import org.jspecify.annotations.NullMarked;
