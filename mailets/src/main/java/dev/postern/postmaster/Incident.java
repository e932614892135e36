package dev.postern.postmaster;

import dev.postern.text.Printable;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.james.core.MailAddress;
import org.apache.mailet.Mail;

/**
 * Describes one message that was set aside, for a digest to the postmaster. Holds no content of the message.
 *
 * @param message its name in the log and in the repository
 * @param reason why, in one line
 * @param lines its description, the message and the reason included
 */
public record Incident(String message, String reason, List<String> lines) {
    private static final int LONGEST = 600;

    public Incident {
        lines = List.copyOf(lines);
    }

    /**
     * Describes a message.
     *
     * @param more lines between the name and the reason
     */
    public static Incident of(Mail mail, String reason, String... more) {
        String why = plain(reason);
        return new Incident(
                plain(mail.getName()),
                why,
                Stream.of(
                                Stream.of("Message:    " + plain(mail.getName())),
                                Stream.of(more),
                                Stream.of(
                                        "Reason:     " + why,
                                        "Client:     " + plain(mail.getRemoteAddr()),
                                        "Sender:     "
                                                + plain(mail.getMaybeSender().asPrettyString()),
                                        "Recipients: "
                                                + plain(mail.getRecipients().stream()
                                                        .map(MailAddress::asPrettyString)
                                                        .collect(Collectors.joining(", ")))))
                        .flatMap(lines -> lines)
                        .toList());
    }

    /** Returns a client's words as one line of bounded length. */
    public static String plain(String text) {
        return Printable.of(text.substring(0, Math.min(text.length(), LONGEST)));
    }
}
