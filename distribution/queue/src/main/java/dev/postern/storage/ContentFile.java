package dev.postern.storage;

import com.google.common.base.Throwables;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.mail.MessagingException;
import javax.mail.internet.MimeMessage;
import org.apache.james.server.core.MimeMessageSource;
import org.apache.james.server.core.MimeMessageWrapper;

/** The content of a message that lies in a file, and how content gets into one. The file is opened anew for each reading. */
record ContentFile(Path file) implements MimeMessageSource {
    /** Writes a message byte for byte as it was received, if nobody has changed its body, and never holds all of it. */
    static void write(MimeMessage message, OutputStream out) throws IOException {
        try {
            if (message instanceof MimeMessageWrapper wrapper
                    && wrapper.getSourceId() != null
                    && !wrapper.isBodyModified()) {
                try (InputStream in = wrapper.getMessageInputStream()) {
                    in.transferTo(out);
                }
            } else {
                message.writeTo(out);
            }
        } catch (MessagingException e) {
            throw new IOException(
                    "Could not read the message: " + Throwables.getRootCause(e).getMessage(), e);
        }
    }

    @Override
    public String getSourceId() {
        return file.toString();
    }

    @Override
    public InputStream getInputStream() throws IOException {
        return Files.newInputStream(file);
    }

    @Override
    public long getMessageSize() throws IOException {
        return Files.size(file);
    }
}
