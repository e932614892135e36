package dev.postern.attempt;

import dev.postern.recipient.Recipient;
import dev.postern.recipient.RequestedDsn;
import dev.postern.smtpclient.Cause;
import dev.postern.smtpclient.FailureKind;
import dev.postern.utf8.InternationalAddress;
import dev.postern.utf8.SmtpUtf8Request;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.mailet.Mail;

/**
 * The addresses of one message as MAIL FROM and RCPT TO carry them.
 *
 * @param sender without angle brackets; empty for the null sender
 * @param recipients to whom it can go
 * @param unsendable to whom it cannot go by any server, and why
 * @param dsn what the sender wants to be told (RFC 3461)
 * @param utf8 whether the message came as an internationalized one, so that its header may need SMTPUTF8 too (RFC 6531 §3.2)
 */
public record Envelope(
        String sender, List<Recipient> recipients, Map<Recipient, Cause> unsendable, RequestedDsn dsn, boolean utf8) {

    static Envelope of(Mail mail, Collection<Recipient> recipients) {
        String sender = mail.getMaybeSender().asOptional().map(Recipient::text).orElse("");
        List<Recipient> sendable = new ArrayList<>();
        Map<Recipient, Cause> unsendable = new LinkedHashMap<>();
        for (Recipient recipient : recipients) {
            if (!InternationalAddress.isSendable(sender)) {
                unsendable.put(recipient, unsendable(FailureKind.SENDER_ADDRESS, "the sender's address"));
            } else if (!InternationalAddress.isSendable(recipient.toString())) {
                unsendable.put(recipient, unsendable(FailureKind.RECIPIENT_ADDRESS, "the address"));
            } else {
                sendable.add(recipient);
            }
        }
        return new Envelope(sender, sendable, unsendable, RequestedDsn.of(mail), SmtpUtf8Request.isMarked(mail));
    }

    /** The same for some of the recipients. */
    Envelope to(List<Recipient> some) {
        return new Envelope(sender, some, unsendable, dsn, utf8);
    }

    private static Cause unsendable(FailureKind whose, String address) {
        return Cause.of(whose, address + " has characters that cannot travel by SMTP");
    }

    /** Returns whether it can go only where SMTPUTF8 is offered (RFC 6531 §3.2). */
    public static boolean needsUtf8(String address) {
        return InternationalAddress.isBeyondAscii(address);
    }
}
