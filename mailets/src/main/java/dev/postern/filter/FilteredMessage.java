package dev.postern.filter;

import dev.postern.tls.TlsSession;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import org.apache.james.core.MailAddress;
import org.apache.james.core.MaybeSender;

/**
 * A message as a filter is shown it.
 *
 * @param name the message's name here, by which the log finds it
 * @param client the client's address and port
 * @param helo what the client called itself
 * @param tls of the client's connection
 * @param known whether it comes from an own server, or from a partner as agreed
 * @param relaying whether the client may relay
 * @param content opened anew for each filter
 */
public record FilteredMessage(
        String name,
        InetSocketAddress client,
        Optional<String> helo,
        TlsSession tls,
        MaybeSender sender,
        List<MailAddress> recipients,
        boolean known,
        boolean relaying,
        Content content) {

    /** The bytes of a message, which can be read more than once. */
    @FunctionalInterface
    public interface Content {
        /** The caller closes it. */
        InputStream open() throws IOException;
    }

    public FilteredMessage {
        recipients = List.copyOf(recipients);
    }

    /** Returns the same message with another content. */
    public FilteredMessage with(Content other) {
        return new FilteredMessage(name, client, helo, tls, sender, recipients, known, relaying, other);
    }
}
