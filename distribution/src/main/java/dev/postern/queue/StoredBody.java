package dev.postern.queue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.client.ClientMessage;
import org.apache.james.server.core.MimeMessageSource;

/** The body of one of the broker's messages: the content, and ahead of it what is too long for a property. */
final class StoredBody {
    private StoredBody() {}

    /**
     * The content, in memory or in a temporary file that is the caller's to dispose of.
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
