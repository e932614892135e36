/**
 * Certificates that somebody must renew: {@link dev.postern.expiry.ConfiguredCertificates} collects those that the configuration
 * names, {@link dev.postern.expiry.ExpiryWatch} tells of them before they expire. Renews nothing.
 */
@NullMarked
package dev.postern.expiry;

import org.jspecify.annotations.NullMarked;
