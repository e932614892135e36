package dev.postern.delivery;

import dev.postern.recipient.Recipient;
import dev.postern.recipient.RequestedDsn;
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
 */
record Envelope(String sender, List<Recipient> recipients, Map<Recipient, Cause> unsendable, RequestedDsn dsn) {

    static Envelope of(Mail mail, Collection<Recipient> recipients) {
        String sender = mail.getMaybeSender().asOptional().map(Recipient::text).orElse("");
        List<Recipient> sendable = new ArrayList<>();
        Map<Recipient, Cause> unsendable = new LinkedHashMap<>();
        for (Recipient recipient : recipients) {
            if (!isCommandSafe(sender)) {
                unsendable.put(recipient, unsendable(Trouble.SENDER_ADDRESS, "the sender's address"));
            } else if (!isCommandSafe(recipient.toString())) {
                unsendable.put(recipient, unsendable(Trouble.RECIPIENT_ADDRESS, "the address"));
            } else {
                sendable.add(recipient);
            }
        }
        return new Envelope(sender, sendable, unsendable, RequestedDsn.of(mail));
    }

    /** The same for some of the recipients. */
    Envelope to(List<Recipient> some) {
        return new Envelope(sender, some, unsendable, dsn);
    }

    private static Cause unsendable(Trouble whose, String address) {
        return Cause.of(whose, address + " has characters that cannot travel by SMTP");
    }

    /** Whether it can go only where SMTPUTF8 is offered (RFC 6531 §3.2). */
    static boolean needsUtf8(String address) {
        return !address.chars().allMatch(c -> c < 128);
    }

    /**
     * James lets a quoted local-part hold line ends, with which a sender could say commands of his own; half a surrogate
     * pair would become another character on its way.
     */
    private static boolean isCommandSafe(String address) {
        return address.codePoints().allMatch(c -> c >= ' ' && c != 0x7f && !isUnsafeBeyondAscii(c));
    }

    private static boolean isUnsafeBeyondAscii(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.UNASSIGNED -> true;
            default -> false;
        };
    }
}
