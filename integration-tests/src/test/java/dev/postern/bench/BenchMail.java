package dev.postern.bench;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import javax.mail.MessagingException;
import org.apache.james.server.core.MailImpl;
import org.apache.james.server.core.MimeMessageSource;
import org.apache.james.server.core.MimeMessageWrapper;

/** Messages of one size, as they are after they were received. Safe for any thread. */
final class BenchMail {
    private static final int LINE = 78;

    private final byte[] bytes;
    private final AtomicLong made = new AtomicLong();

    BenchMail(int size) {
        String header = "From: <bench@sender.test>\r\nTo: <user@partner.test>\r\nSubject: queue benchmark\r\n\r\n";
        String line = "x".repeat(LINE - 2) + "\r\n";
        bytes = (header + line.repeat(Math.max(1, (size - header.length()) / LINE)))
                .getBytes(StandardCharsets.US_ASCII);
    }

    MailImpl next() throws MessagingException {
        String name = "bench-" + made.incrementAndGet();
        return MailImpl.builder()
                .name(name)
                .sender("bench@sender.test")
                .addRecipient("user@partner.test")
                .mimeMessage(new MimeMessageWrapper(new Source(name)))
                .build();
    }

    /** All messages have the same bytes. */
    private final class Source implements MimeMessageSource {
        private final String name;

        private Source(String name) {
            this.name = name;
        }

        @Override
        public String getSourceId() {
            return name;
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
}
