package dev.postern.storage;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.apache.james.server.core.MailImpl;

/** Any bytes are an envelope or unreadable; what was read and written is read again as the same. */
class EnvelopeReaderFuzzTest {
    private final EnvelopeCodec codec = new EnvelopeCodec();

    @FuzzTest(maxDuration = "1m")
    void whatIsReadIsWrittenTheSame(byte[] bytes) throws UnreadableEnvelope {
        MailImpl mail;
        try {
            mail = codec.decode(bytes);
        } catch (UnreadableEnvelope e) {
            return;
        }
        byte[] written = codec.encode(mail);
        assertThat(codec.encode(codec.decode(written))).isEqualTo(written);
    }
}
