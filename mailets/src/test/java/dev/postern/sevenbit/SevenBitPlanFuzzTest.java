package dev.postern.sevenbit;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Whatever the octets are, nothing but encodings changes, and what is converted once is not converted again. */
class SevenBitPlanFuzzTest {

    @FuzzTest(maxDuration = "1m")
    void theMessageSaysTheSame(byte[] octets) throws IOException {
        byte[] message = lines(octets);

        byte[] converted = convert(message);

        assertThat(convert(converted)).as("converted again").isEqualTo(converted);
        if (isSevenBit(message) && !text(message).toLowerCase(Locale.ROOT).contains("content-transfer-encoding")) {
            assertThat(converted).isEqualTo(message);
        }
        assertThat(eightBits(converted)).as("octets beyond ASCII").isLessThanOrEqualTo(eightBits(message));
    }

    private static byte[] convert(byte[] message) throws IOException {
        SevenBitPlan.Content content = out -> out.write(message);
        var out = new ByteArrayOutputStream();
        SevenBitPlan.of(content).write(content, out);
        return out.toByteArray();
    }

    private static byte[] lines(byte[] octets) {
        String text = text(octets).replace("\r", "").replace("\n", "\r\n");
        return (text + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String text(byte[] octets) {
        return new String(octets, StandardCharsets.ISO_8859_1);
    }

    private static boolean isSevenBit(byte[] octets) {
        return eightBits(octets) == 0;
    }

    private static long eightBits(byte[] octets) {
        return text(octets).chars().filter(c -> c > 127).count();
    }
}
