package dev.postern.delivery;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.james.core.MailAddress;

/** The part of a notice that is for people, who know nothing of mail servers: what happened, why, and what can be done. */
final class DeliveryWords {
    private static final DateTimeFormatter WHEN = DateTimeFormatter.ofPattern(
                    "EEEE, d MMMM yyyy 'at' HH:mm 'UTC'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private DeliveryWords() {}

    /** @param recipients of one domain, at least one */
    static String of(
            Collection<MailAddress> recipients, Cause cause, DeliveryNotice.Action action, Instant willRetryUntil) {
        String whom = recipients.stream()
                .map(recipient -> "    " + Printable.of(recipient.asString()) + "\n")
                .collect(Collectors.joining("", "\n\n", "\n"));
        String server = recipients.stream()
                .map(recipient -> "The mail server of "
                        + Printable.of(recipient.getDomain().asString()))
                .findFirst()
                .orElse("The recipient's mail server");
        return switch (action) {
            case FAILED ->
                "Your message was not delivered to" + whom + why(cause, server) + notSent(cause) + "\n"
                        + "What you can do: " + advice(cause) + details(cause);
            case DELAYED ->
                "Your message has not been delivered yet to" + whom + why(cause, server) + "\n"
                        + "You need not send it again. The gateway keeps trying until\n" + WHEN.format(willRetryUntil)
                        + ", and tells you if it could not be delivered by then.\n" + details(cause);
            case RELAYED ->
                "Your message was handed on for" + whom + server + " took it. It sends no confirmations itself, so\n"
                        + "nobody can tell you whether it reached the mailbox.\n";
        };
    }

    private static String why(Cause cause, String server) {
        if (cause.tls().isEmpty()) {
            return (cause.replied() ? server + " did not accept it." : whyNobodyAnswered(cause.status(), server))
                    + "\n";
        }
        return server
                + switch (cause.tls().get()) {
                    case STARTTLS_NOT_SUPPORTED -> " does not offer encryption.\n";
                    case CERTIFICATE_HOST_MISMATCH ->
                        " could not prove that it is the agreed one:\nit showed the identity of another server.\n";
                    case CERTIFICATE_EXPIRED -> " showed proof of its identity that is out of date.\n";
                    case CERTIFICATE_NOT_TRUSTED -> " could not prove its identity.\n";
                    case VALIDATION_FAILURE -> " did not agree on an encryption that is strong enough.\n";
                };
    }

    private static String notSent(Cause cause) {
        return cause.tls().isPresent()
                ? "Your message was not sent, because mail to this organisation goes over a protected connection\n"
                        + "only, so that nobody else can read it on its way.\n"
                : "";
    }

    /** By the status that {@link HostLookup}, {@link Envelope} and {@link SmtpAttempt} give (RFC 3463). */
    private static String whyNobodyAnswered(String status, String server) {
        return switch (status) {
            case "1.2" -> "There is no such mail domain.";
            case "1.3", "1.7" -> "The address cannot be used.";
            case "1.10" -> "The recipient's domain does not take mail at all.";
            case "3.0" -> "This gateway could not handle your message, which it had taken.";
            case "3.4" -> "Your message is too large for the recipient's mail server.";
            case "4.6" ->
                "The recipient's domain is not set up rightly: its mail ends up here, where it does not belong.";
            case "6.3", "6.7" -> server + " cannot take a message with such characters.";
            default -> server + " could not be reached.";
        };
    }

    private static String advice(Cause cause) {
        if (cause.tls().isPresent()) {
            return "tell the recipient in another way, by telephone for instance, that\n"
                    + "their mail server needs mending, and show this message to your mail administrator. Send\n"
                    + "your message again when it is mended.\n";
        }
        if (cause.replied()) {
            return "read below what the other server said. If the address is right, ask the\n"
                    + "recipient or your mail administrator.\n";
        }
        return switch (cause.status()) {
            case "1.2", "1.3", "1.7", "1.10" -> "check how the address is written, and send your message again.\n";
            case "3.4" -> "send it in smaller parts, or in another way.\n";
            default -> "send it again later, or ask your mail administrator.\n";
        };
    }

    private static String details(Cause cause) {
        return "\nThe details, for an administrator:\n    " + cause.words() + "\n";
    }
}
