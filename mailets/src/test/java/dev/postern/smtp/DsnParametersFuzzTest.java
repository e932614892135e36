package dev.postern.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import org.apache.mailet.DsnParameters.Notify;

/** RFC 3461 §4: what is read is printable, within bounds, and means one thing. */
class DsnParametersFuzzTest {

    @FuzzTest(maxDuration = "1m")
    void onlyWhatRfc3461AllowsIsRead(byte[] input) {
        String value = new String(input, StandardCharsets.UTF_8);
        DsnParameterParser.envelopeId(value).ifPresent(id -> {
            assertThat(id.asString()).isEqualTo(value).matches("[!-~]{1,100}");
        });
        DsnParameterParser.notify(value).ifPresent(when -> {
            assertThat(when).isNotEmpty();
            assertThat(when.contains(Notify.NEVER) && when.size() > 1).isFalse();
        });
        DsnParameterParser.originalRecipient(value).ifPresent(address -> {
            assertThat(value).startsWithIgnoringCase("rfc822;");
            assertThat(address.asString()).matches("[ -~]+");
        });
        if (DsnParameterParser.isOriginalRecipient(value)) {
            assertThat(value).matches("[!-~]{1,500}");
        }
        DsnParameterParser.ret(value);
    }
}
