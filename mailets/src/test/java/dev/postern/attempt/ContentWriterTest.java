package dev.postern.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever the octets, and however they are cut, the wire gets lines that end with CRLF and with nothing else. */
class ContentWriterTest {
    private static final String[] PIECES = {"\r\n", "\r\n", "\r\n", "\r", "\n", ".", "x", "abcdefgh", "\u00e9", "\u008d"
    };

    @Test
    void eightOctetsAtOnceAreWrittenAsOneByOne() throws IOException {
        var random = new Random(20261125);
        for (int round = 0; round < 50_000; round++) {
            byte[] octets = octets(random);
            boolean stuffing = random.nextBoolean();
            var expected = new OneByOne(octets, stuffing);
            var out = new ByteArrayOutputStream();
            var writer = new ContentWriter(out, stuffing, Long.MAX_VALUE, 1 + random.nextInt(40));
            for (int at = 0; at < octets.length; ) {
                int length = Math.min(octets.length - at, 1 + random.nextInt(30));
                writer.write(octets, at, length);
                at += length;
            }
            writer.finish();

            String sent = text(octets);
            assertThat(text(out.toByteArray())).as(sent).isEqualTo(expected.lines);
            assertThat(writer.size()).as(sent).isEqualTo(expected.lines.length() - (stuffing ? expected.dots : 0));
            assertThat(writer.dots()).as(sent).isEqualTo(expected.dots);
            assertThat(writer.isEightBit()).as(sent).isEqualTo(sent.chars().anyMatch(octet -> octet > 0x7f));
        }
    }

    /** What is expected, said as simply as it can be. */
    private static final class OneByOne {
        private final String lines;
        private final int dots;

        private OneByOne(byte[] octets, boolean stuffing) {
            String[] all = text(octets).split("\r\n|\r|\n", -1);
            var written = new StringBuilder();
            int counted = 0;
            for (int line = 0; line < all.length; line++) {
                if (line + 1 < all.length || !all[line].isEmpty()) {
                    boolean dot = all[line].startsWith(".");
                    counted += dot ? 1 : 0;
                    written.append(dot && stuffing ? "." : "").append(all[line]).append("\r\n");
                }
            }
            this.lines = written.toString();
            this.dots = counted;
        }
    }

    private static byte[] octets(Random random) {
        var octets = new StringBuilder();
        for (int piece = random.nextInt(25); piece > 0; piece--) {
            octets.append(PIECES[random.nextInt(PIECES.length)]);
        }
        return octets.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String text(byte[] octets) {
        return new String(octets, StandardCharsets.ISO_8859_1);
    }
}
