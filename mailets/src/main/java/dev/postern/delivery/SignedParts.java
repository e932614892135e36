package dev.postern.delivery;

import java.io.IOException;
import javax.mail.MessagingException;
import javax.mail.Multipart;
import javax.mail.Part;

/**
 * Signatures that are part of a message's MIME structure (RFC 1847: S/MIME, OpenPGP). To convert what they sign makes them
 * say that the message was forged; such a message goes as it is, or back. DKIM signatures are no part of it: they are made
 * for the way, and every mail server that converts breaks them (RFC 6376 §5.3).
 */
final class SignedParts {
    private SignedParts() {}

    /** @throws MessagingException if there is one, or if that cannot be seen */
    static void refuse(Part part) throws MessagingException, IOException {
        if (part.isMimeType("multipart/signed")) {
            throw new MessagingException("it is signed, and its signature would be broken");
        }
        if (part.isMimeType("multipart/*") && part.getContent() instanceof Multipart parts) {
            for (int i = 0; i < parts.getCount(); i++) {
                refuse(parts.getBodyPart(i));
            }
        }
    }
}
