package dev.postern.smtp;

import java.net.InetAddress;

/** Tells whether a client may send more now. Asked at each MAIL and RCPT, so it must not block. Safe for any thread. */
public interface MailRates {
    /** Says yes at all times: for a server that counts nothing. */
    MailRates UNBOUNDED = new MailRates() {
        @Override
        public boolean allowsMessage(InetAddress client) {
            return true;
        }

        @Override
        public boolean allowsRecipient(InetAddress client) {
            return true;
        }
    };

    /** Counts a message, or returns false if the client has sent as many as it may for now. */
    boolean allowsMessage(InetAddress client);

    /** Counts a recipient, or returns false if the client has named as many as it may for now. */
    boolean allowsRecipient(InetAddress client);
}
