package dev.postern.delivery;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.james.core.MailAddress;
import org.apache.mailet.DsnParameters;
import org.apache.mailet.Mail;

/**
 * The addresses of one message as MAIL FROM and RCPT TO carry them.
 *
 * @param sender without angle brackets; empty for the null sender
 * @param recipients to whom it can go
 * @param unsendable to whom it cannot go by any server, and why
 * @param dsn what the sender wants to be told (RFC 3461)
 */
record Envelope(
        String sender, List<MailAddress> recipients, Map<MailAddress, Cause> unsendable, Optional<DsnParameters> dsn) {

    static Envelope of(Mail mail, Collection<MailAddress> recipients) {
        String sender =
                mail.getMaybeSender().asOptional().map(MailAddress::asString).orElse("");
        List<MailAddress> sendable = new ArrayList<>();
        Map<MailAddress, Cause> unsendable = new LinkedHashMap<>();
        for (MailAddress recipient : recipients) {
            if (!isCommandSafe(sender)) {
                unsendable.put(recipient, unsendable(Trouble.SENDER_ADDRESS, "the sender's address"));
            } else if (!isCommandSafe(recipient.asString())) {
                unsendable.put(recipient, unsendable(Trouble.RECIPIENT_ADDRESS, "the address"));
            } else {
                sendable.add(recipient);
            }
        }
        return new Envelope(sender, sendable, unsendable, dsn(mail));
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

    private static Optional<DsnParameters> dsn(Mail mail) {
        try {
            return mail.dsnParameters();
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // stored by somebody in another form: the mail goes as if nothing had been said
        }
    }
}
