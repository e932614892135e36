/**
 * Certificates that somebody must renew: {@link dev.postern.expiry.ConfiguredCertificates} collects those that the configuration
 * names, {@link dev.postern.expiry.ExpiryWatch} logs them before they expire, in the {@link dev.postern.expiry.ExpiryStages} that
 * partners' certificates have too. Renews nothing.
 */
@NullMarked
package dev.postern.expiry;

import org.jspecify.annotations.NullMarked;
