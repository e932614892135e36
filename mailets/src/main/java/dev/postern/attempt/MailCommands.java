package dev.postern.attempt;

import dev.postern.quirks.Extension;
import dev.postern.recipient.Recipient;
import dev.postern.recipient.RequestedDsn;
import dev.postern.smtpclient.SmtpConnection;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.mailet.DsnParameters;
import org.apache.mailet.DsnParameters.RecipientDsnParameters;

/** The text of MAIL and RCPT for one server: a parameter is said only where the server offered its extension. */
final class MailCommands {
    private final SmtpConnection connection;
    private final Set<Extension> used = EnumSet.noneOf(Extension.class);
    private final Envelope envelope;
    private final Optional<RequestedDsn> dsn;

    MailCommands(SmtpConnection connection, Envelope envelope) {
        this.connection = connection;
        this.envelope = envelope;
        this.dsn = Optional.of(envelope.dsn()).filter(any -> connection.offers(Extension.DSN));
    }

    String mail(OutgoingMessage message, List<Recipient> recipients) {
        boolean utf8 = (envelope.utf8() && connection.offers(Extension.SMTPUTF8))
                || Envelope.needsUtf8(envelope.sender())
                || recipients.stream().map(Recipient::toString).anyMatch(Envelope::needsUtf8);
        var command = new StringBuilder("MAIL FROM:<").append(envelope.sender()).append('>');
        if (connection.offers(Extension.SIZE)) { // RFC 1870 §4
            used.add(Extension.SIZE);
            command.append(" SIZE=").append(message.size());
        }
        if (message.isEightBit() && connection.offers(Extension.EIGHTBITMIME)) { // RFC 6152 §3
            used.add(Extension.EIGHTBITMIME);
            command.append(" BODY=8BITMIME");
        }
        if (utf8) { // RFC 6531 §3.4; sent back before where it is not offered
            used.add(Extension.SMTPUTF8);
            command.append(" SMTPUTF8");
        }
        dsn.flatMap(RequestedDsn::ret).ifPresent(part -> command.append(" RET=").append(part));
        dsn.flatMap(RequestedDsn::envelopeId)
                .ifPresent(id -> command.append(" ENVID=").append(id.asString()));
        if (dsn.filter(asked -> asked.ret().isPresent() || asked.envelopeId().isPresent())
                .isPresent()) {
            used.add(Extension.DSN);
        }
        return command.toString();
    }

    /** The extensions whose parameters the command has that {@link #mail} returned. */
    Set<Extension> usedInMail() {
        return used;
    }

    /** The extensions whose parameters that command of {@link #rcpt} has. */
    static Set<Extension> usedInRcpt(String command) {
        return command.endsWith(">") ? Set.of() : EnumSet.of(Extension.DSN);
    }

    String rcpt(Recipient recipient) {
        String command = "RCPT TO:<" + recipient + ">";
        return dsn.flatMap(asked -> asked.about(recipient.address()))
                .map(wanted -> command + notify(wanted) + originalRecipient(wanted))
                .orElse(command);
    }

    private static String notify(RecipientDsnParameters wanted) {
        return wanted.getNotifyParameter()
                .map(when -> " NOTIFY="
                        + when.stream()
                                .map(word -> word.name().toUpperCase(Locale.ROOT))
                                .collect(Collectors.joining(",")))
                .orElse("");
    }

    /** RFC 3461 §4.2: in xtext. Beyond ASCII the address has another type (RFC 6533 §3), which James does not read. */
    private static String originalRecipient(RecipientDsnParameters wanted) {
        return wanted.getOrcptParameter()
                .map(Recipient::text)
                .filter(address -> !Envelope.needsUtf8(address))
                .map(address -> " ORCPT=" + DsnParameters.RFC_822_PREFIX + DsnParameters.XText.encode(address))
                .orElse("");
    }
}
