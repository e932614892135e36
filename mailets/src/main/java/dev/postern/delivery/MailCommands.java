package dev.postern.delivery;

import dev.postern.recipient.Recipient;
import dev.postern.recipient.RequestedDsn;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.james.core.MailAddress;
import org.apache.mailet.DsnParameters;
import org.apache.mailet.DsnParameters.RecipientDsnParameters;

/** The text of MAIL and RCPT for one server: a parameter is said only where the server offered its extension. */
final class MailCommands {
    private final SmtpConnection connection;
    private final Envelope envelope;
    private final Optional<RequestedDsn> dsn;

    MailCommands(SmtpConnection connection, Envelope envelope) {
        this.connection = connection;
        this.envelope = envelope;
        this.dsn = Optional.of(envelope.dsn()).filter(any -> connection.offers("DSN"));
    }

    String mail(OutgoingMessage message, List<Recipient> recipients) {
        boolean utf8 = Envelope.needsUtf8(envelope.sender())
                || recipients.stream().map(Recipient::toString).anyMatch(Envelope::needsUtf8);
        var command = new StringBuilder("MAIL FROM:<").append(envelope.sender()).append('>');
        if (connection.offers("SIZE")) { // RFC 1870 §4
            command.append(" SIZE=").append(message.size());
        }
        if (message.isEightBit()) { // RFC 6152 §3; converted before where it is not offered
            command.append(" BODY=8BITMIME");
        }
        if (utf8) { // RFC 6531 §3.4; sent back before where it is not offered
            command.append(" SMTPUTF8");
        }
        dsn.flatMap(RequestedDsn::ret).ifPresent(part -> command.append(" RET=").append(part));
        dsn.flatMap(RequestedDsn::envelopeId)
                .ifPresent(id -> command.append(" ENVID=").append(id.asString()));
        return command.toString();
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
                .map(MailAddress::asString)
                .filter(address -> !Envelope.needsUtf8(address))
                .map(address -> " ORCPT=" + DsnParameters.RFC_822_PREFIX + DsnParameters.XText.encode(address))
                .orElse("");
    }
}
