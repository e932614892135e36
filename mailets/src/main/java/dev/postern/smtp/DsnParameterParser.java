package dev.postern.smtp;

import dev.postern.envelope.EnvelopeAddress;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.mail.internet.AddressException;
import org.apache.james.core.MailAddress;
import org.apache.mailet.DsnParameters.EnvId;
import org.apache.mailet.DsnParameters.Notify;
import org.apache.mailet.DsnParameters.Ret;
import org.apache.mailet.DsnParameters.XText;

/** The values of the parameters of RFC 3461 §4, read strictly: what is not well-formed is empty. */
final class DsnParameterParser {
    private static final int LONGEST_ENVELOPE_ID = 100; // §4.4
    private static final int LONGEST_RECIPIENT = 500; // §4.2
    private static final Pattern ADDRESS_TYPE = Pattern.compile("[A-Za-z0-9-]{1,63}");
    private static final Pattern PRINTABLE = Pattern.compile("[ -~]+");
    private static final String INTERNET = "rfc822";

    private DsnParameterParser() {}

    /** {@code FULL} or {@code HDRS} (§4.3). */
    static Optional<Ret> ret(String value) {
        return Ret.parse(value);
    }

    /** Printable characters in xtext (§4.4). */
    static Optional<EnvId> envelopeId(String value) {
        return value.length() <= LONGEST_ENVELOPE_ID ? decoded(value).map(plain -> EnvId.of(value)) : Optional.empty();
    }

    /** {@code NEVER}, or some of the others with commas between (§4.1). */
    static Optional<EnumSet<Notify>> notify(String value) {
        var when = EnumSet.noneOf(Notify.class);
        for (String word : value.split(",", -1)) {
            Optional<Notify> known = Stream.of(Notify.values())
                    .filter(notify -> notify.name().equals(word.toUpperCase(Locale.ROOT)))
                    .findFirst();
            if (known.isEmpty() || !when.add(known.get())) {
                return Optional.empty();
            }
        }
        return when.contains(Notify.NEVER) && when.size() > 1 ? Optional.empty() : Optional.of(when);
    }

    /** Whether a type and an address in xtext stand there (§4.2). */
    static boolean isOriginalRecipient(String value) {
        int end = value.indexOf(';');
        if (value.length() > LONGEST_RECIPIENT
                || end < 0
                || !ADDRESS_TYPE.matcher(value.substring(0, end)).matches()) {
            return false;
        }
        return isInternet(value)
                ? internetAddress(value).filter(DsnParameterParser::isAddress).isPresent()
                : XText.isValid(isInternational(value) ? asciiOf(value.substring(end + 1)) : value.substring(end + 1));
    }

    /** In the type {@code utf-8} characters beyond ASCII stand for themselves (RFC 6533 §3). */
    private static boolean isInternational(String value) {
        return value.toLowerCase(Locale.ROOT).startsWith("utf-8;");
    }

    private static String asciiOf(String address) {
        return address.replaceAll("[^\\x00-\\x7f]", "?");
    }

    /** The address, if it is one of the internet and James reads it: James keeps no others, and passes none on. */
    static Optional<MailAddress> originalRecipient(String value) {
        return Optional.of(value)
                .filter(DsnParameterParser::isInternet)
                .flatMap(DsnParameterParser::internetAddress)
                .flatMap(DsnParameterParser::address);
    }

    /** The text without a dot at its end, as {@link ObsoletePath} leaves the recipient. */
    private static Optional<String> internetAddress(String value) {
        return decoded(value.substring(INTERNET.length() + 1))
                .map(text -> text.endsWith(".") && !text.endsWith("..") ? text.substring(0, text.length() - 1) : text);
    }

    private static boolean isAddress(String text) {
        try {
            return !EnvelopeAddress.parse(text).getLocalPart().isEmpty();
        } catch (AddressException e) {
            return false;
        }
    }

    private static boolean isInternet(String value) {
        return value.toLowerCase(Locale.ROOT).startsWith(INTERNET + ";");
    }

    private static Optional<String> decoded(String xtext) {
        return !xtext.isEmpty() && XText.isValid(xtext)
                ? Optional.of(XText.decode(xtext))
                        .filter(plain -> PRINTABLE.matcher(plain).matches())
                : Optional.empty();
    }

    private static Optional<MailAddress> address(String text) {
        try {
            return Optional.of(new MailAddress(text));
        } catch (AddressException e) {
            return Optional.empty();
        }
    }
}
