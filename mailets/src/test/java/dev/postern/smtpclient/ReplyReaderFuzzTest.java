package dev.postern.smtpclient;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;

/** What a server says is a reply within bounds, or an IOException; what is shown of it is one printable line. */
class ReplyReaderFuzzTest {

    @FuzzTest(maxDuration = "1m")
    void everyReplyIsWellFormed(byte[] said) {
        var reader = new ReplyReader(new ByteArrayInputStream(said));
        try {
            for (int i = 0; i <= said.length; i++) { // no reply is shorter than an octet, and so this ends
                SmtpReply reply = reader.read();
                assertThat(reply.code()).isBetween(200, 599);
                assertThat(reply.lines()).hasSizeBetween(1, 128);
                assertThat(reply.text()).hasSizeLessThan(600).doesNotContainPattern("\\p{Cntrl}");
                assertThat(reply.status()).matches("[0-9]{1,3}\\.[0-9]{1,3}");
                assertThat(reply.isPositive() && reply.isPermanent()).isFalse();
                var offers = EhloAnswer.of(reply);
                assertThat(offers.sizeLimit().orElse(1L)).isPositive();
                assertThat(offers.offers("STARTTLS"))
                        .isEqualTo(reply.lines().stream()
                                .skip(1)
                                .anyMatch(line -> line.split(" ", 2)[0].equalsIgnoreCase("STARTTLS")));
            }
            throw new AssertionError("replies out of nothing");
        } catch (IOException e) {
            assertThat(e.getMessage()).doesNotContainPattern("\\p{Cntrl}").hasSizeLessThan(300);
        }
    }
}
