package dev.postern.dsn;

import dev.postern.recipient.Recipient;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.mailet.DsnParameters;
import org.apache.mailet.DsnParameters.EnvId;

/**
 * The part of a DSN that is for machines (RFC 3464 §2): a block about the message, and one per recipient. All of it is
 * ASCII: an address beyond that is written in the form that RFC 6533 §3 has for it.
 */
final class StatusFields {
    /** RFC 3464 §2.1.2 asks for a numeric zone. */
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern(
                    "EEE, d MMM yyyy HH:mm:ss Z", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private final StringBuilder fields = new StringBuilder();

    private StatusFields() {}

    static String of(DeliveryReport report, String hostname) {
        var written = new StatusFields();
        var requested = RequestedNotifications.of(report.mail());
        requested
                .envelopeId()
                .map(EnvId::asString)
                .ifPresent(id -> written.field("Original-Envelope-Id", ascii(DsnParameters.XText.decode(id))));
        written.field("Reporting-MTA", "dns; " + hostname);
        written.field("Arrival-Date", DATE.format(report.arrival()));
        report.recipients().forEach(status -> written.recipient(status, requested, report));
        return written.fields.toString();
    }

    private void recipient(RecipientStatus status, RequestedNotifications requested, DeliveryReport report) {
        fields.append("\r\n");
        requested
                .originalRecipient(status.recipient())
                .ifPresent(original -> field("Original-Recipient", address(Recipient.text(original))));
        field("Final-Recipient", address(Recipient.text(status.recipient())));
        field("Action", status.action().word());
        field("Status", status.status());
        status.remoteMta().ifPresent(remote -> field("Remote-MTA", "dns; " + ascii(remote)));
        status.diagnostic().ifPresent(said -> field("Diagnostic-Code", said.type() + "; " + ascii(said.text())));
        field("Last-Attempt-Date", date(report.attempted()));
        if (status.action() == Action.DELAYED) {
            field("Will-Retry-Until", date(report.willRetryUntil()));
        }
    }

    private static String date(Instant instant) {
        return DATE.format(instant);
    }

    private void field(String name, String value) {
        fields.append(name).append(": ").append(value).append("\r\n");
    }

    private static String ascii(String text) {
        return text.replaceAll("[^\\x20-\\x7e]", "?");
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
