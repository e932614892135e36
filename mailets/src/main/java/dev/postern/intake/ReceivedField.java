package dev.postern.intake;

import com.google.common.net.InetAddresses;
import dev.postern.address.AddressText;
import dev.postern.tls.DnsName;
import dev.postern.tls.TlsSession;
import dev.postern.tls.TlsSession.Encrypted;
import java.net.InetAddress;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The trace field that we put before a message (RFC 5321 §4.4), with the protocol types of RFC 3848 and RFC 6531 §4.3 and the {@code tls}
 * clause of RFC 8314 §4.3. Whatever the client chose stands in it only in the syntax of its place, so that a client cannot
 * write clauses.
 *
 * @param helo what the client called itself
 * @param extended whether it said EHLO
 * @param utf8 whether MAIL has the parameter SMTPUTF8
 * @param recipient of a message with one recipient; the recipients of others are not told to each other
 */
record ReceivedField(
        Optional<String> helo,
        boolean extended,
        boolean utf8,
        boolean authenticated,
        InetAddress client,
        String hostname,
        String id,
        TlsSession session,
        Optional<String> recipient,
        ZonedDateTime time) {

    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss Z", Locale.ENGLISH);
    /** RFC 5321 §4.1.2, in the forms without quotes. */
    private static final Pattern MAILBOX =
            Pattern.compile("[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.:\\[\\]-]{1,255}");
    /** An atom, as every cipher suite's IANA name is. */
    private static final Pattern SUITE = Pattern.compile("[A-Z0-9_]+");

    /** The field's lines, without line ends. */
    List<String> lines() {
        String address = AddressText.literal(client);
        List<String> lines = new ArrayList<>();
        lines.add("Received: from " + from(address) + " (" + address + ")");
        lines.add("\tby " + hostname + " (Postern) with " + protocol() + " id " + id);
        recipient
                .filter(mailbox -> MAILBOX.matcher(mailbox).matches())
                .ifPresent(mailbox -> lines.add("\tfor <" + mailbox + ">"));
        if (session instanceof Encrypted tls && SUITE.matcher(tls.cipherSuite()).matches()) {
            lines.add("\ttls " + tls.cipherSuite());
        }
        lines.add(lines.remove(lines.size() - 1) + ";");
        lines.add("\t" + DATE.format(time));
        return lines;
    }

    private String from(String address) {
        return helo.map(name -> name.startsWith("[") && name.endsWith("]")
                        ? addressLiteral(name.substring(1, name.length() - 1))
                        : DnsName.parse(name).map(DnsName::ascii))
                .flatMap(name -> name)
                .orElse(address);
    }

    private static Optional<String> addressLiteral(String content) {
        boolean v6 = content.regionMatches(true, 0, "IPv6:", 0, 5);
        String address = v6 ? content.substring(5) : content;
        return InetAddresses.isInetAddress(address) && address.indexOf('%') < 0
                ? Optional.of(AddressText.literal(InetAddresses.forString(address)))
                : Optional.empty();
    }

    private String protocol() {
        if (!extended) {
            return "SMTP";
        }
        return (utf8 ? "UTF8SMTP" : "ESMTP") + (session instanceof Encrypted ? "S" : "") + (authenticated ? "A" : "");
    }
}
