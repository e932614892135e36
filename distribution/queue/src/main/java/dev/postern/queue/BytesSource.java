package dev.postern.queue;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import org.apache.james.server.core.MimeMessageSource;

/** Content in memory. */
class BytesSource implements MimeMessageSource {
    private final String id;
    private final byte[] bytes;

    BytesSource(String id, byte[] bytes) {
        this.id = id;
        this.bytes = bytes;
    }

    @Override
    public String getSourceId() {
        return id;
    }

    @Override
    public InputStream getInputStream() {
        return new ByteArrayInputStream(bytes);
    }

    @Override
    public long getMessageSize() {
        return bytes.length;
    }
}
