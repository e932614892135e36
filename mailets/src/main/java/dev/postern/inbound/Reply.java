package dev.postern.inbound;

import dev.postern.tls.DnsName;
import org.apache.james.protocols.api.Response;
import org.apache.james.protocols.smtp.SMTPResponse;
import org.apache.james.protocols.smtp.hook.HookResult;
import org.apache.james.protocols.smtp.hook.HookReturnCode;

/**
 * An SMTP reply. Its text names the sender's domain at most, never what the gateway knows or what is agreed.
 *
 * @param code RFC 5321 §4.2.1
 * @param status RFC 3463
 */
public record Reply(String code, String status, String text) {

    /** The gateway cannot tell whether a rule applies, or whether it is kept: the mail is deferred. */
    public static final Reply RULE_UNKNOWN =
            new Reply("451", "4.3.0", "Could not look up the rule for this sender, try again later");

    public static final Reply SENDER_UNREADABLE =
            new Reply("553", "5.1.7", "The sender's domain is not a valid domain name");

    /** RFC 5321 §4.5.3.1.3. */
    public static final Reply SENDER_TOO_LONG =
            new Reply("501", "5.1.7", "The sender's address is longer than 256 octets");

    public static final Reply RECIPIENT_TOO_LONG =
            new Reply("501", "5.1.3", "The recipient's address is longer than 256 octets");

    public static final Reply SIZE_UNREADABLE = new Reply("501", "5.5.4", "SIZE must be a number of bytes (RFC 1870)");

    public static final Reply DSN_UNREADABLE = new Reply("501", "5.5.4", "Invalid RET or ENVID (RFC 3461)");

    public static final Reply MESSAGE_TOO_LARGE = new Reply("552", "5.3.4", "Message size exceeds the limit");

    public static final Reply HEADER_TOO_LONG = new Reply("552", "5.3.4", "Message header section too long");

    /** RFC 5321 §6.3, RFC 3463 §3.5. */
    public static final Reply MAIL_LOOP =
            new Reply("554", "5.4.6", "Mail loop: the message has passed too many mail servers");

    public static final Reply RELAY_NEEDS_ENCRYPTION =
            new Reply("530", "5.7.10", "Encryption needed: mail from this host is accepted over TLS only");

    public static final Reply RELAY_NEEDS_NEWER_VERSION = new Reply(
            "550", "5.7.10", "Encryption needed: mail from this host is accepted over a newer version of TLS only");

    public static final Reply RELAY_NEEDS_CERTIFICATE =
            new Reply("550", "5.7.1", "Mail from this host is accepted with the agreed client certificate only");

    public static final Reply RELAYING_DENIED = new Reply("550", "5.7.1", "Relaying denied");

    public static final Reply NO_SUCH_RECIPIENT = new Reply("550", "5.1.1", "No such recipient here");

    public static final Reply RECIPIENT_UNVERIFIED =
            new Reply("450", "4.1.1", "Could not verify the recipient, try again later");

    public static final Reply DOMAINS_UNKNOWN =
            new Reply("451", "4.3.0", "Could not look up the recipient's domain, try again later");

    /** RFC 1870 §6.1, RFC 3463 §3.4: "mail system full". Why it is so is nobody's business but ours. */
    public static final Reply NO_ROOM = new Reply("452", "4.3.1", "No room for new mail, try again later");

    public static final Reply NOT_STORED = new Reply("452", "4.3.1", "Could not store the message, try again later");

    public static final Reply NOT_TAKEN = new Reply("451", "4.3.0", "Could not process the message, try again later");

    public static final Reply TOO_MUCH_MAIL =
            new Reply("450", "4.7.0", "Too many messages from your address, try again later");

    public static final Reply TOO_MANY_RECIPIENTS =
            new Reply("450", "4.7.0", "Too many recipients from your address, try again later");

    static Reply encryptionNeeded(DnsName domain, boolean defer) {
        return new Reply(
                defer ? "451" : "530",
                defer ? "4.7.10" : "5.7.10",
                "Encryption needed: mail from " + domain + " is accepted over TLS only");
    }

    static Reply newerVersionNeeded(DnsName domain, boolean defer) {
        return new Reply(
                defer ? "451" : "550",
                defer ? "4.7.10" : "5.7.10",
                "Encryption needed: mail from " + domain + " is accepted over a newer version of TLS only");
    }

    static Reply certificateNeeded(DnsName domain, boolean defer) {
        return notAuthorized("Mail from " + domain + " is accepted with the agreed client certificate only", defer);
    }

    static Reply sourceNotAllowed(DnsName domain, boolean defer) {
        return notAuthorized("Mail from " + domain + " is not accepted from this host", defer);
    }

    private static Reply notAuthorized(String text, boolean defer) {
        return new Reply(defer ? "451" : "550", defer ? "4.7.1" : "5.7.1", text);
    }

    /** Returns the whole reply, in one line. */
    String line() {
        return code + " " + status + " " + text;
    }

    boolean isPermanent() {
        return code.startsWith("5");
    }

    public Response toResponse() {
        return new SMTPResponse(code, status + " " + text);
    }

    public HookResult toHookResult() {
        return HookResult.builder()
                .hookReturnCode(isPermanent() ? HookReturnCode.deny() : HookReturnCode.denySoft())
                .smtpReturnCode(code)
                .smtpDescription(status + " " + text)
                .build();
    }
}
