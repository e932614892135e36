package dev.postern.queue;

import org.apache.james.server.core.MimeMessageSource;

/** A message that is not as it was put into the queue, with what is left of it. Nothing of it may be delivered. */
final class DamagedMessage extends Exception {
    private final String name;
    private final byte[] envelope;
    private final transient MimeMessageSource content;

    /**
     * What can still be read.
     *
     * @param name the mail's, as far as it can be told
     * @param envelope may be empty
     * @param content may be empty; whoever catches this disposes of it
     */
    DamagedMessage(String why, String name, byte[] envelope, MimeMessageSource content) {
        super(why);
        this.name = name;
        this.envelope = envelope;
        this.content = content;
    }

    String name() {
        return name;
    }

    byte[] envelope() {
        return envelope;
    }

    MimeMessageSource content() {
        return content;
    }
}
