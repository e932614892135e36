package dev.postern.delivery;

import dev.postern.delivery.DeliveryNotice.Action;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.james.core.MailAddress;
import org.apache.mailet.DsnParameters;
import org.apache.mailet.DsnParameters.EnvId;
import org.apache.mailet.Mail;

/**
 * The part of a notice that is for machines (RFC 3464 §2): a block about the message, and one per recipient. All of it is
 * ASCII: an address beyond that is written in the form that RFC 6533 §3 has for it.
 */
record StatusFields(String hostname, Mail mail, Cause cause, Action action, Instant now, Instant willRetryUntil) {

    private static final DateTimeFormatter DATE =
            DateTimeFormatter.RFC_1123_DATE_TIME.withZone(ZoneOffset.UTC).withLocale(Locale.ROOT);

    String about(Collection<MailAddress> recipients) {
        var wanted = WantedNotices.of(mail);
        var fields = new StringBuilder();
        wanted.envelopeId()
                .map(EnvId::asString)
                .ifPresent(
                        id -> field(fields, "Original-Envelope-Id", Printable.ascii(DsnParameters.XText.decode(id))));
        field(fields, "Reporting-MTA", "dns; " + hostname);
        field(fields, "Arrival-Date", DATE.format(Attempts.since(mail, now)));
        for (MailAddress recipient : recipients) {
            fields.append("\r\n");
            wanted.originalRecipient(recipient)
                    .ifPresent(original -> field(fields, "Original-Recipient", address(original.asString())));
            field(fields, "Final-Recipient", address(recipient.asString()));
            field(fields, "Action", action.name().toLowerCase(Locale.ROOT));
            field(fields, "Status", status());
            cause.remote().ifPresent(remote -> field(fields, "Remote-MTA", "dns; " + Printable.ascii(remote)));
            if (action != Action.RELAYED) {
                field(
                        fields,
                        "Diagnostic-Code",
                        (cause.replied() ? "smtp; " : "x-postern; ") + Printable.ascii(cause.words()));
            }
            field(fields, "Last-Attempt-Date", DATE.format(now));
            if (action == Action.DELAYED) {
                field(fields, "Will-Retry-Until", DATE.format(willRetryUntil));
            }
        }
        return fields.toString();
    }

    private String status() {
        return switch (action) {
            case FAILED -> cause.finalStatus();
            case DELAYED -> cause.delayedStatus();
            case RELAYED -> "2.0.0";
        };
    }

    private static void field(StringBuilder fields, String name, String value) {
        fields.append(name).append(": ").append(value).append("\r\n");
    }

    private static String address(String address) {
        return address.chars().allMatch(c -> c >= ' ' && c <= '~')
                ? "rfc822; " + address
                : "utf-8; "
                        + address.codePoints().mapToObj(StatusFields::embedded).collect(Collectors.joining());
    }

    /** RFC 6533 §3: utf-8-addr-xtext. */
    private static String embedded(int c) {
        boolean plain = c > ' ' && c <= '~' && c != '\\' && c != '+' && c != '=';
        return plain ? Character.toString(c) : String.format(Locale.ROOT, "\\x{%02X}", c);
    }
}
