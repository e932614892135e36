package dev.postern.queue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.client.ClientMessage;
import org.apache.james.server.core.MimeMessageSource;

/**
 * Reads and writes the body of a message at the broker: the content, preceded by an envelope that is too long for a
 * property.
 */
final class StoredBody {
    private StoredBody() {}

    /**
     * Reads the content into memory or a temporary file, of which the caller must dispose.
     *
     * @param ahead gets what is ahead of it
     */
    static MimeMessageSource read(String id, ClientMessage message, FirstBytes ahead)
            throws IOException, ActiveMQException {
        if (message.isLargeMessage()) {
            return LargeSource.of(id, message, ahead);
        }
        byte[] body = new byte[message.getBodySize()];
        message.getBodyBuffer().readBytes(body);
        var rest = new ByteArrayOutputStream(body.length);
        ahead.before(rest).write(body);
        return new BytesSource(id, rest.toByteArray());
    }
}
