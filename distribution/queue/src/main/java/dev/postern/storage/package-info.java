/**
 * Storage of messages on disk: the format of their envelopes, and the repositories of quarantined and failed mail. {@link
 * dev.postern.storage.DurableMailRepository} implements James's {@code MailRepository} and needs nothing of the gateway.
 */
@NullMarked
package dev.postern.storage;

import org.jspecify.annotations.NullMarked;
