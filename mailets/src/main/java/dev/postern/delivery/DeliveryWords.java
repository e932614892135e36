package dev.postern.delivery;

import dev.postern.smtpclient.Cause;
import dev.postern.text.Printable;
import dev.postern.tls.TlsFailure;
import org.apache.james.core.MailAddress;

/** Explains each cause in a DSN to people who know nothing of mail servers: what happened, why, and what they can do. */
final class DeliveryWords {
    private DeliveryWords() {}

    /** Returns what happened to a message for that recipient, and why it was not sent if a rule prevented that. */
    static String explanation(MailAddress recipient, Cause cause, boolean isOver) {
        String server =
                "The mail server of " + Printable.of(recipient.getDomain().asString());
        return why(cause, server, isOver) + (isOver ? notSent(cause) : "");
    }

    /** Returns what a "relayed" DSN says of a recipient whose server accepted the message and sends no DSNs. */
    static String handedOn(MailAddress recipient) {
        return "The mail server of " + Printable.of(recipient.getDomain().asString())
                + " took it. It sends no confirmations itself, so\nnobody can tell you whether it reached the mailbox.\n";
    }

    /** Returns a sentence that is true of every cause of its kind, also of those that an attacker on the way brought about. */
    private static String why(Cause cause, String server, boolean isOver) {
        return switch (cause.trouble()) {
                    case TLS ->
                        cause.tls().map(failure -> whyNotSafe(failure, server)).orElse("");
                    case REPLY -> server + answered(cause, isOver);
                    case NONE -> server + " took it.";
                    case NO_DOMAIN -> "What stands behind the @ is no mail domain.";
                    case NO_SUCH_DOMAIN -> "There is no such mail domain.";
                    case NO_MAIL_WANTED -> "The recipient's domain does not take mail at all.";
                    case RECIPIENT_ADDRESS -> "The recipient's address has characters with which it cannot be used.";
                    case SENDER_ADDRESS -> "Your own address has characters with which it cannot be used.";
                    case OUR_FAULT -> "This gateway could not handle your message, which it had taken.";
                    case RULE_CHANGED ->
                        "The rules for mail to this organisation were changed while it was being sent.";
                    case RULE_WITHDRAWN ->
                        "The agreement on protected mail with this organisation was withdrawn or changed\nwhile your message was queued.";
                    case AUTHENTICATION -> "This gateway could not log in at the server to which it hands such mail.";
                    case TOO_LARGE -> "Your message is too large for the recipient's mail server.";
                    case UNREACHABLE -> server + " could not be reached.";
                    case BROKE_OFF ->
                        "The conversation with the recipient's mail server broke off before it had your message.";
                    case REPLY_LOST ->
                        server
                                + " had your message, and then did not say\nwhether it took it. It may have arrived, or may arrive more than once.";
                    case DNS_SILENT, NO_ADDRESS -> server + " could not be found.";
                    case CONGESTION -> server + " was busy with other messages all the time.";
                    case RATE ->
                        "This gateway sends that mail server a limited number of messages at a time, and others came\nbefore yours.";
                    case RESERVED_ADDRESS ->
                        "The recipient's domain is not set up rightly: its mail server has an address that cannot be\nreached over the internet.";
                    case MAIL_LOOP ->
                        "The recipient's domain is not set up rightly: its mail ends up here, where it does not belong.";
                    case NEXT_HOP_LOOP -> "This gateway is not set up rightly: it would send your message to itself.";
                    case NO_SMTP -> server + " gave answers that make no sense.";
                    case ADDRESS_BEYOND_ASCII -> server + " cannot take an address with such characters.";
                    case HEADER_BEYOND_ASCII -> server + " does not accept internationalized mail.";
                }
                + "\n";
    }

    private static String answered(Cause cause, boolean isOver) {
        if (!cause.isTransientReply()) {
            return " did not accept it.";
        }
        return isOver
                ? " asked this gateway to try again later,\neach time until the time for that was over."
                : " asked this gateway to try again later.";
    }

    private static String whyNotSafe(TlsFailure failure, String server) {
        return switch (failure) {
            case STARTTLS_NOT_SUPPORTED -> server + " did not encrypt the connection.";
            case CERTIFICATE_HOST_MISMATCH ->
                server + " could not prove that it is the agreed one:\nwhat it showed does not bear the agreed name.";
            case CERTIFICATE_EXPIRED -> server + " showed proof of its identity that is not valid today.";
            case CERTIFICATE_NOT_TRUSTED -> server + " could not prove its identity.";
            case VALIDATION_FAILURE ->
                "No connection that is encrypted as agreed could be had with\nthe recipient's mail server.";
        };
    }

    private static String notSent(Cause cause) {
        return cause.tls().isPresent()
                ? "Your message was not sent, because mail to this organisation goes over a protected connection\n"
                        + "only, so that nobody else can read it on its way.\n"
                : "";
    }

    /** Returns what the sender of a returned message can do. */
    static String advice(Cause cause) {
        return switch (cause.trouble()) {
            case TLS ->
                "tell the recipient in another way, by telephone for instance, that\n"
                        + "your mail does not reach them safely, and show this message to your mail administrator, who\n"
                        + "can find out with theirs what is wrong. Send your message again when it is mended.\n";
            case REPLY, NONE ->
                "read below what the other server said. If the address is right, ask the\n"
                        + "recipient or your mail administrator.\n";
            case NO_DOMAIN, NO_SUCH_DOMAIN, RECIPIENT_ADDRESS, NO_MAIL_WANTED ->
                "check how the address is written, and send your message again.\n";
            case TOO_LARGE -> "send it in smaller parts, or in another way.\n";
            case REPLY_LOST -> "ask the recipient whether it arrived before you send it again.\n";
            case RULE_CHANGED -> "send it again.\n";
            case SENDER_ADDRESS,
                    OUR_FAULT,
                    RULE_WITHDRAWN,
                    MAIL_LOOP,
                    RESERVED_ADDRESS,
                    AUTHENTICATION,
                    NEXT_HOP_LOOP,
                    ADDRESS_BEYOND_ASCII,
                    HEADER_BEYOND_ASCII -> "ask your mail administrator.\n";
            case UNREACHABLE, BROKE_OFF, DNS_SILENT, NO_ADDRESS, CONGESTION, RATE, NO_SMTP ->
                "send it again later, or ask your mail administrator.\n";
        };
    }
}
