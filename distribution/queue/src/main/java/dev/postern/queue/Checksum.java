package dev.postern.queue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.api.core.client.ClientMessage;
import org.apache.james.server.core.MimeMessageSource;

/**
 * Detects bytes that changed on disk, which the broker does not notice: a CRC32C (RFC 9260 appendix A) over the
 * envelope's length, the envelope and the content, stored with each message before it is sent.
 */
final class Checksum {
    private static final SimpleString PROPERTY = SimpleString.of("postern_crc32c");
    private static final int BUFFER = 64 * 1024;

    private Checksum() {}

    static long of(byte[] envelope, byte[] content) {
        CRC32C sum = begin(envelope);
        sum.update(content);
        return sum.getValue();
    }

    /** Reads the content once, and holds a piece of it at a time. */
    static long of(byte[] envelope, MimeMessageSource content) throws IOException {
        CRC32C sum = begin(envelope);
        try (InputStream in = new CheckedInputStream(content.getInputStream(), sum)) {
            byte[] buffer = new byte[BUFFER];
            while (in.read(buffer) >= 0) {
                // the sum is taken on the way
            }
        }
        return sum.getValue();
    }

    private static CRC32C begin(byte[] envelope) {
        var sum = new CRC32C();
        sum.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, envelope.length));
        sum.update(envelope);
        return sum;
    }

    static void put(long sum, ClientMessage message) {
        message.putLongProperty(PROPERTY, sum);
    }

    /** Returns whether the message carries that checksum. One that carries none was changed. */
    static boolean fits(long sum, ClientMessage message) {
        return message.getObjectProperty(PROPERTY) instanceof Long carried && carried == sum;
    }

    /** Copies the checksum to another message with the same content and envelope: the original value, not a new one. */
    static void copy(ClientMessage original, ClientMessage message) {
        message.putLongProperty(PROPERTY, original.getLongProperty(PROPERTY));
    }

    static boolean isOn(ClientMessage message) {
        return message.containsProperty(PROPERTY);
    }
}
