package dev.postern.delivery;

import dev.postern.smtpclient.Cause;
import dev.postern.text.Printable;
import dev.postern.tls.TlsFailure;
import org.apache.james.core.MailAddress;

/** Explains each cause in a DSN to people who know nothing of mail servers: what happened, why, and what they can do. */
final class DeliveryText {
    private DeliveryText() {}

    /** Returns what happened to a message for that recipient, and why it was not sent if a rule prevented that. */
    static String explanation(MailAddress recipient, Cause cause, boolean isOver) {
        String server =
                "The mail server of " + Printable.of(recipient.getDomain().asString());
        return why(cause, server, isOver) + (isOver ? notSent(cause) : "");
    }

    /** Returns what a "relayed" DSN says of a recipient whose server accepted the message and sends no DSNs. */
    static String handedOn(MailAddress recipient) {
        return "The mail server of " + Printable.of(recipient.getDomain().asString())
                + " accepted it. It sends no confirmations itself, so\nyou will not be told whether it reached the mailbox.\n";
    }

    /** Returns a sentence that is true of every cause of its kind, also of those that an attacker on the way brought about. */
    private static String why(Cause cause, String server, boolean isOver) {
        return switch (cause.trouble()) {
                    case TLS ->
                        cause.tls().map(failure -> whyNotSafe(failure, server)).orElse("");
                    case REPLY -> server + answered(cause, isOver);
                    case NONE -> server + " accepted it.";
                    case NO_DOMAIN -> "The part after the @ is not a valid mail domain.";
                    case NO_SUCH_DOMAIN -> "This mail domain does not exist.";
                    case NO_MAIL_WANTED -> "The recipient's domain does not accept any mail.";
                    case RECIPIENT_ADDRESS ->
                        "The recipient's address contains characters that mail addresses cannot have.";
                    case SENDER_ADDRESS -> "Your own address contains characters that mail addresses cannot have.";
                    case OUR_FAULT -> "This gateway accepted your message, and could not process it.";
                    case RULE_CHANGED ->
                        "The rules for mail to this organisation were changed while it was being sent.";
                    case RULE_WITHDRAWN ->
                        "The agreement on protected mail with this organisation was withdrawn or changed\nwhile your message was queued.";
                    case RELAY_DENIED -> "This gateway does not relay mail to the recipient's domain.";
                    case AUTHENTICATION ->
                        "This gateway could not log in to the server through which it sends such mail.";
                    case TOO_LARGE -> "Your message is too large for the recipient's mail server.";
                    case UNREACHABLE -> server + " could not be reached.";
                    case BROKE_OFF -> "The connection to the recipient's mail server ended before it had your message.";
                    case REPLY_LOST ->
                        server
                                + " received your message, but did not confirm\nthat it accepted it. It may have arrived, or may arrive more than once.";
                    case DNS_SILENT, NO_ADDRESS -> server + " could not be found.";
                    case CONGESTION -> server + " was busy with other messages from this gateway.";
                    case RATE ->
                        "This gateway sends that mail server a limited number of messages at a time, and others came\nbefore yours.";
                    case RESERVED_ADDRESS ->
                        "The recipient's domain is misconfigured: its mail server has an address that cannot be\nreached over the internet.";
                    case MAIL_LOOP -> "The recipient's domain is misconfigured: its mail comes back to this gateway.";
                    case NEXT_HOP_LOOP -> "This gateway is misconfigured: it would send your message to itself.";
                    case NO_SMTP -> server + " sent replies that are not valid SMTP.";
                    case ADDRESS_BEYOND_ASCII -> server + " does not accept addresses with such characters.";
                    case HEADER_BEYOND_ASCII -> server + " does not accept internationalized mail.";
                }
                + "\n";
    }

    private static String answered(Cause cause, boolean isOver) {
        if (!cause.isTransientReply()) {
            return " did not accept it.";
        }
        return isOver
                ? " asked this gateway to try again later,\nuntil the time limit for delivery was reached."
                : " asked this gateway to try again later.";
    }

    private static String whyNotSafe(TlsFailure failure, String server) {
        return switch (failure) {
            case STARTTLS_NOT_SUPPORTED -> server + " did not encrypt the connection.";
            case CERTIFICATE_HOST_MISMATCH ->
                server
                        + " could not prove that it is the agreed one:\nits certificate does not contain the agreed name.";
            case CERTIFICATE_EXPIRED -> server + " presented a certificate that has expired or is not yet valid.";
            case CERTIFICATE_NOT_TRUSTED -> server + " could not prove its identity.";
            case VALIDATION_FAILURE ->
                "No connection that is encrypted as agreed could be established with\nthe recipient's mail server.";
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
                        + "can find out with theirs what is wrong. Resend your message once the problem is fixed.\n";
            case REPLY, NONE ->
                "read below what the other server said. If the address is right, ask the\n"
                        + "recipient or your mail administrator.\n";
            case NO_DOMAIN, NO_SUCH_DOMAIN, RECIPIENT_ADDRESS, NO_MAIL_WANTED ->
                "check the spelling of the address, and resend your message.\n";
            case RELAY_DENIED -> "check the spelling of the address, and ask your mail administrator.\n";
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
