package dev.postern.storage;

import org.apache.mailet.Mail;

/** Is told of each message that a repository has stored. Must not fail. Safe for any thread. */
@FunctionalInterface
public interface StoreListener {
    /** Nobody is told. */
    StoreListener NONE = (url, mail) -> {};

    /**
     * Called when the message is on disk.
     *
     * @param url of the repository, such as {@code file://var/mail/error/}
     */
    void stored(String url, Mail mail);
}
