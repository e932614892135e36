/**
 * Keeps the issued inbound tests in the data directory, so that a restart forgets none.
 *
 * <p>Holds digests of addresses only.
 */
@NullMarked
package dev.postern.teststore;

import org.jspecify.annotations.NullMarked;
