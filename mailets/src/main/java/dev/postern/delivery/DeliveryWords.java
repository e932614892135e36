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
        String whom = recipients.stream()
                .map(recipient -> Printable.of(recipient.asString()))
                .collect(Collectors.joining("\n    ", "    ", "\n"));
        String why = why(cause) + "\n\nThe details, for an administrator:\n    " + cause.words() + "\n";
        return switch (action) {
            case FAILED -> "Your message was not delivered to\n\n" + whom + "\n" + why + "\n" + advice(cause);
            case DELAYED ->
                "Your message has not been delivered yet to\n\n" + whom + "\n" + why
                        + "\nYou need not send it again. The gateway keeps trying until\n" + WHEN.format(willRetryUntil)
                        + ", and tells you if it could not be delivered by then.\n";
        };
    }

    private static String why(Cause cause) {
        if (cause.tls().isEmpty()) {
            return cause.replied()
                    ? "The recipient's mail server did not accept it."
                    : whyNobodyAnswered(cause.status());
        }
        return "Mail to this organisation is sent over a protected connection only, and there was none:\n"
                + switch (cause.tls().get()) {
                    case STARTTLS_NOT_SUPPORTED -> "its mail server does not offer encryption.";
                    case CERTIFICATE_HOST_MISMATCH -> "the server that answered could not prove to be the agreed one.";
                    case CERTIFICATE_EXPIRED -> "the certificate of its mail server is out of date.";
                    case CERTIFICATE_NOT_TRUSTED -> "its mail server could not prove its identity.";
                    case VALIDATION_FAILURE -> "no agreed encryption came about with its mail server.";
                };
    }

    /** By the status that {@link HostLookup}, {@link Envelope} and {@link SmtpAttempt} give (RFC 3463). */
    private static String whyNobodyAnswered(String status) {
        return switch (status) {
            case "1.2" -> "There is no such mail domain. Please check the address.";
            case "1.3", "1.7" -> "The address cannot be used. Please check how it is written.";
            case "1.10" -> "The recipient's domain does not take mail at all. Please check the address.";
            case "3.4" -> "It is larger than the recipient's mail server takes.";
            case "6.7" -> "The recipient's mail server cannot take an address with such characters.";
            case "3.0" -> "This gateway could not read your message again after it had taken it.";
            case "4.6" ->
                "The recipient's domain is not set up rightly: its mail ends up here, where it does not belong.";
            case "6.3" -> "The recipient's mail server cannot take a message with such characters.";
            default -> "The recipient's mail server could not be reached.";
        };
    }

    private static String advice(Cause cause) {
        return cause.tls().isPresent()
                ? "Your message was not sent, so that nobody could read it on its way. What you can do: tell the\n"
                        + "recipient and your mail administrator by another way, and send it again when this is mended.\n"
                : "";
    }
}
