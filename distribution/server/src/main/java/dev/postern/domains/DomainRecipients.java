package dev.postern.domains;

import dev.postern.verification.RecipientList;

/** Says how the recipients of one own domain are verified at RCPT. */
public sealed interface DomainRecipients {
    /** Against a list in {@code gateway.yaml}. */
    record Listed(RecipientList list) implements DomainRecipients {}

    /**
     * Against a file, which is read again when it changes.
     *
     * @param first its reading at the start
     */
    record InFile(RecipientsFile file, RecipientList first) implements DomainRecipients {}

    /**
     * By asking the next hop.
     *
     * @param acceptsUnverified whether a recipient is accepted that cannot be verified now
     */
    record Probed(boolean acceptsUnverified) implements DomainRecipients {}

    /** Not at all. */
    record Everybody() implements DomainRecipients {}
}
