package dev.postern.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.broker.BrokerExtension;
import dev.postern.broker.BrokerSettings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.apache.james.server.core.MailImpl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Many who send large messages at the same time must not fill the memory with what the disk has not taken yet. */
class FarAheadTest {
    private static final long LENGTH = 96L * 1024 * 1024;
    /** What the sender may be ahead, and what else is under way. */
    private static final long MOST = 4L * BrokerSettings.PIECE + 2L * BrokerSettings.PIECE;

    @RegisterExtension
    static final BrokerExtension BROKER = new BrokerExtension();

    private final AtomicLong furthest = new AtomicLong();

    @Test
    void whoSendsALargeMessageIsNeverFarAheadOfTheDisk() throws Exception {
        MailImpl mail = NastyMessages.mail("m", new byte[0]);
        mail.setMessageContent(new BytesSource("m", new byte[0]) {
            @Override
            public InputStream getInputStream() {
                return new Endless();
            }

            @Override
            public long getMessageSize() {
                return LENGTH;
            }
        });
        BROKER.queue().enQueue(mail);

        assertThat(furthest).hasPositiveValue().hasValueLessThanOrEqualTo(MOST);
    }

    /** As much as was said, from nowhere; looks at each piece how much of it is on the disk. */
    private final class Endless extends InputStream {
        private long read;

        @Override
        public int read() {
            throw new UnsupportedOperationException();
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int some = (int) Math.min(length, LENGTH - read);
            if (some <= 0) {
                return -1;
            }
            read += some;
            long stored = stored();
            if (stored > 0) { // before, it is read for its checksum
                furthest.accumulateAndGet(read - stored, Math::max);
            }
            return some;
        }
    }

    private long stored() throws IOException {
        try (Stream<Path> files = Files.walk(BROKER.directory())) {
            return files.filter(file -> file.toString().contains("large-messages") && Files.isRegularFile(file))
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }
}
