package dev.postern.tracking;

import dev.postern.recipient.Recipient;
import dev.postern.tls.TlsSession;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.apache.james.core.MaybeSender;

/**
 * A message that a client hands over, as far as it is known.
 *
 * @param message the gateway's id of it; at MAIL FROM, where there is no message yet, that of the SMTP session
 * @param client its address; empty if it is not on record
 * @param recipients none at MAIL FROM
 * @param session what was negotiated with the client
 */
public record InboundMail(
        String message,
        Optional<InetAddress> client,
        MaybeSender sender,
        List<Recipient> recipients,
        TlsSession session) {

    public InboundMail {
        recipients = List.copyOf(recipients);
    }
}
