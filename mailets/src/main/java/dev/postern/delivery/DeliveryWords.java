package dev.postern.delivery;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.james.core.MailAddress;

/** The part of a notice that is for people: what happened, why, and what can be done. */
final class DeliveryWords {
    private static final DateTimeFormatter WHEN = DateTimeFormatter.ofPattern(
                    "EEEE, d MMMM yyyy 'at' HH:mm 'UTC'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private DeliveryWords() {}

    static String of(
            Collection<MailAddress> recipients, Cause cause, DeliveryNotice.Action action, Instant willRetryUntil) {
        String whom =
                recipients.stream().map(MailAddress::asString).collect(Collectors.joining("\n    ", "    ", "\n"));
        return switch (action) {
            case FAILED -> "Your message was not delivered to\n\n" + whom + "\n" + why(cause) + "\n" + advice(cause);
            case DELAYED ->
                "Your message has not been delivered yet to\n\n" + whom + "\n" + why(cause)
                        + "\nYou need not send it again. The gateway keeps trying until " + WHEN.format(willRetryUntil)
                        + "\nand tells you if it could not be delivered by then.\n";
        };
    }

    private static String why(Cause cause) {
        String details = "\nThe details, for an administrator:\n    "
                + cause.tls().map(tls -> tls.token() + ": ").orElse("") + cause.reason() + "\n";
        if (cause.tls().isEmpty()) {
            return (cause.replied()
                            ? "The recipient's mail server refused it.\n"
                            : "The recipient's mail server could not be reached.\n")
                    + details;
        }
        String rule = "Mail to this organisation is sent over a protected connection only, and there was none:\n";
        return switch (cause.tls().get()) {
                    case STARTTLS_NOT_SUPPORTED -> rule + "its mail server does not offer encryption.\n";
                    case CERTIFICATE_HOST_MISMATCH -> rule + "the server that answered proved to be another one.\n";
                    case CERTIFICATE_EXPIRED -> rule + "the certificate of its mail server is out of date.\n";
                    case CERTIFICATE_NOT_TRUSTED -> rule + "its mail server could not prove its identity.\n";
                    case VALIDATION_FAILURE -> rule + "no agreed encryption came about with its mail server.\n";
                }
                + details;
    }

    private static String advice(Cause cause) {
        return cause.tls().isPresent()
                ? "Your message was not sent, so that nobody could read it on its way. What you can do: tell the\n"
                        + "recipient and your mail administrator by another way, and send it again when this is mended.\n"
                : "";
    }
}
