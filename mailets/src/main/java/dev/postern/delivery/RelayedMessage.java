package dev.postern.delivery;

import java.io.IOException;
import java.io.OutputStream;
import javax.mail.MessagingException;
import javax.mail.Session;
import javax.mail.internet.MimeMessage;

/** A message that is written as it was received: no header is left out and nothing is encoded anew. */
final class RelayedMessage extends MimeMessage {
    private final MimeMessage received;

    RelayedMessage(MimeMessage received) {
        super((Session) null);
        this.received = received;
    }

    /** Writes every header, whatever the transport would rather leave out: a signature may cover it (RFC 6376). */
    @Override
    public void writeTo(OutputStream out, String[] ignoredHeaders) throws IOException, MessagingException {
        received.writeTo(out);
    }

    @Override
    public void writeTo(OutputStream out) throws IOException, MessagingException {
        received.writeTo(out);
    }
}
