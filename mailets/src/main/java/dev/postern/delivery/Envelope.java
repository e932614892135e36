package dev.postern.delivery;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.james.core.MailAddress;
import org.apache.mailet.Mail;

/**
 * The addresses of one message as MAIL FROM and RCPT TO carry them.
 *
 * @param sender without angle brackets; empty for the null sender
 * @param recipients to whom it can go
 * @param unsendable to whom it cannot go by any server, and why
 */
record Envelope(String sender, List<MailAddress> recipients, Map<MailAddress, Cause> unsendable) {

    static Envelope of(Mail mail, Collection<MailAddress> recipients) {
        String sender =
                mail.getMaybeSender().asOptional().map(MailAddress::asString).orElse("");
        List<MailAddress> sendable = new ArrayList<>();
        Map<MailAddress, Cause> unsendable = new LinkedHashMap<>();
        for (MailAddress recipient : recipients) {
            if (!isCommandSafe(sender)) {
                unsendable.put(recipient, Cause.address("1.7", "the sender's address"));
            } else if (!isCommandSafe(recipient.asString())) {
                unsendable.put(recipient, Cause.address("1.3", "the address"));
            } else {
                sendable.add(recipient);
            }
        }
        return new Envelope(sender, sendable, unsendable);
    }

    /**
     * Only printable ASCII can stand in a command (RFC 5321 §4.1.2; we do not speak SMTPUTF8). James lets a quoted
     * local-part hold line ends, with which a sender could say commands of its own.
     */
    private static boolean isCommandSafe(String address) {
        return address.chars().allMatch(c -> c >= ' ' && c <= '~');
    }
}
