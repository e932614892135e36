package dev.postern.delivery;

import com.sun.mail.smtp.SMTPAddressFailedException;
import com.sun.mail.smtp.SMTPSendFailedException;
import dev.postern.tls.TlsSession;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.mail.Address;
import javax.mail.MessagingException;
import javax.mail.SendFailedException;
import javax.mail.internet.InternetAddress;
import org.apache.james.core.MailAddress;

/** Reads what a server replied out of the exceptions in which JavaMail tells it (RFC 5321 §4.2, RFC 2034). */
final class SmtpReply {
    private static final Pattern CODE = Pattern.compile("^([245][0-9]{2})[ -](?:[245]\\.([0-9]{1,3}\\.[0-9]{1,3}))?");
    private static final int LONGEST = 1000;

    private SmtpReply() {}

    /** What became of each recipient of a transaction that did not wholly succeed. */
    static Map<MailAddress, AttemptOutcome> outcomes(
            MessagingException e, Map<InternetAddress, MailAddress> recipients, Host host, TlsSession session) {
        List<Address> delivered = e instanceof SendFailedException failed && failed.getValidSentAddresses() != null
                ? List.of(failed.getValidSentAddresses())
                : List.of();
        Map<Address, SMTPAddressFailedException> refused = refusedRecipients(e);
        var outcomes = new LinkedHashMap<MailAddress, AttemptOutcome>();
        recipients.forEach((address, recipient) -> {
            if (delivered.contains(address)) {
                outcomes.put(recipient, new AttemptOutcome.Delivered(host.toString(), session));
            } else if (refused.containsKey(address)) {
                SMTPAddressFailedException refusal = refused.get(address);
                // RFC 5321 §4.5.3.1.10: 552 to RCPT says "too many recipients" and is to be taken as 452.
                boolean forGood = refusal.getReturnCode() >= 500 && refusal.getReturnCode() != 552;
                outcomes.put(recipient, outcome(refusal, forGood, host, session));
            } else {
                boolean forGood = e instanceof SMTPSendFailedException failed && failed.getReturnCode() >= 500;
                outcomes.put(recipient, outcome(e, forGood, host, session));
            }
        });
        return outcomes;
    }

    /** Why no connection came about, or why it broke. */
    static Cause network(MessagingException e, Host host) {
        String words = words(e);
        if (CODE.matcher(words).find()) {
            return Cause.reply(words, status(words), host.name());
        }
        String reason = "no conversation with " + host + " came about: " + words;
        return Cause.network(e.getNextException() == null ? "4.2" : "4.1", reason);
    }

    /** Whether the server offered no STARTTLS, or refused it. */
    static boolean saysNoStartTls(MessagingException e) {
        String message = String.valueOf(e.getMessage());
        return message.startsWith("STARTTLS is required") || isReply(e);
    }

    /** The reply or the error in one line. */
    static String words(MessagingException e) {
        Throwable root = e;
        if (!isReply(e) && e.getNextException() != null) {
            root = e.getNextException();
        }
        String words = String.valueOf(root.getMessage() == null ? root : root.getMessage())
                .strip()
                .replaceAll("\\s*[\\r\\n]+\\s*", " ");
        return words.length() > LONGEST ? words.substring(0, LONGEST) + "…" : words;
    }

    private static boolean isReply(MessagingException e) {
        return CODE.matcher(String.valueOf(e.getMessage())).find();
    }

    private static AttemptOutcome outcome(MessagingException e, boolean forGood, Host host, TlsSession session) {
        Cause cause = isReply(e) ? Cause.reply(words(e), status(words(e)), host.name()) : network(e, host);
        return forGood ? new AttemptOutcome.Failed(cause, session) : new AttemptOutcome.Deferred(cause, session);
    }

    private static Map<Address, SMTPAddressFailedException> refusedRecipients(MessagingException e) {
        var refused = new HashMap<Address, SMTPAddressFailedException>();
        for (Exception next = e; next instanceof MessagingException chained; next = chained.getNextException()) {
            if (next instanceof SMTPAddressFailedException refusal) {
                refused.put(refusal.getAddress(), refusal);
            }
        }
        return refused;
    }

    private static String status(String reply) {
        var matcher = CODE.matcher(reply);
        return matcher.find() ? Optional.ofNullable(matcher.group(2)).orElse("0.0") : "0.0";
    }
}
