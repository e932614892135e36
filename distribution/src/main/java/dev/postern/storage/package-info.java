/** Storage of messages on disk: the format of their envelopes, and the repositories of quarantined and failed mail. */
@NullMarked
package dev.postern.storage;

import org.jspecify.annotations.NullMarked;
