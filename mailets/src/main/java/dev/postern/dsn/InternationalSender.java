package dev.postern.dsn;

import dev.postern.recipient.Recipient;
import dev.postern.utf8.InternationalAddress;
import org.apache.james.core.MaybeSender;

/** Tells senders whose address is beyond ASCII (RFC 6531). */
final class InternationalSender {
    private InternationalSender() {}

    /** Returns whether a DSN to that sender can travel by SMTPUTF8 only (RFC 6533 §2). */
    static boolean is(MaybeSender sender) {
        return sender.asOptional()
                .map(Recipient::text)
                .filter(InternationalAddress::isBeyondAscii)
                .isPresent();
    }
}
