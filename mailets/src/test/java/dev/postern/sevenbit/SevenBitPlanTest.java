package dev.postern.sevenbit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What becomes of a message of 8 bits on its way to a server of 7; {@code ü} stands for any octet beyond ASCII. */
class SevenBitPlanTest {
    private static final String MIME = "MIME-Version: 1.0\n";
    private static final String TEXT = "Content-Type: text/plain; charset=iso-8859-1\n";
    private static final String QP = "Content-Transfer-Encoding: quoted-printable\n";
    private static final String EIGHT = "Content-Transfer-Encoding: 8bit\n";
    private static final String MIXED = "Content-Type: multipart/mixed; boundary=b\n";

    static Stream<Arguments> variants() {
        return Stream.of(
                converted("8bit", MIME + TEXT + EIGHT + "\nü\n", MIME + TEXT + QP + "\n=FC\n"),
                converted("8BIT", MIME + TEXT + "content-transfer-encoding: 8BIT\n\nü\n", MIME + TEXT + QP + "\n=FC\n"),
                converted(
                        "binary",
                        MIME + TEXT + "Content-Transfer-Encoding:\n Binary\n\nü\n",
                        MIME + TEXT + QP + "\n=FC\n"),
                converted(
                        "8bit with a comment",
                        MIME + TEXT + "Content-Transfer-Encoding : 8bit (as it is)\n\nü\n",
                        MIME + TEXT + QP + "\n=FC\n"),
                converted(
                        "8bit; with a semicolon",
                        MIME + "Content-Transfer-Encoding: 8bit;\n\nü\n",
                        MIME + QP + "\n=FC\n"),
                converted("7bit", MIME + "Content-Transfer-Encoding: 7bit\n\nü\n", MIME + QP + "\n=FC\n"),
                converted("no encoding", MIME + TEXT + "\nü\n", MIME + TEXT + QP + "\n=FC\n"),
                converted("no MIME-Version", TEXT + EIGHT + "\nü\n", TEXT + QP + "\n=FC\n"),
                converted("said twice", MIME + EIGHT + "X: y\n" + EIGHT + "\nü\n", MIME + "X: y\n" + QP + "\n=FC\n"),
                asItIs("said twice, and differently", MIME + EIGHT + "Content-Transfer-Encoding: base64\n\nü\n"),
                asItIs("no MIME field", "Subject: x\n\nü\n"),
                asItIs("no body", "Subject: ü\n"),
                asItIs("no header", "\nü\n"),
                asItIs("a header field", MIME + "Subject: ü\n\nx\n"),
                converted(
                        "a header field and the body",
                        MIME + "Subject: ü\n" + EIGHT + "\nü\n",
                        MIME + "Subject: ü\n" + QP + "\n=FC\n"),
                asItIs("quoted-printable", MIME + QP + "\nü=FC\n"),
                asItIs("base64", MIME + "Content-Transfer-Encoding: base64\n\nüAAA\n"),
                asItIs("an unknown encoding", MIME + "Content-Transfer-Encoding: x-uuencode\n\nü\n"),
                converted(
                        "parts",
                        MIME + MIXED + EIGHT + "\npre\n--b\n" + TEXT + EIGHT + "\nü\n--b\n\nü\n--b--\npost\n",
                        MIME + MIXED + "Content-Transfer-Encoding: 7bit\n\npre\n--b\n" + TEXT + QP + "\n=FC\n--b\n" + QP
                                + "\n=FC\n--b--\npost\n"),
                converted(
                        "a part that says 8bit and has octets of 7 bits",
                        MIME + MIXED + EIGHT + "\n--b\n" + EIGHT + "\nx\n--b\n" + EIGHT + "\nü\n--b--\n",
                        MIME + MIXED + "Content-Transfer-Encoding: 7bit\n\n--b\n" + QP + "\nx\n--b\n" + QP
                                + "\n=FC\n--b--\n"),
                converted(
                        "a preamble",
                        MIME + MIXED + EIGHT + "\nü\n--b\n" + EIGHT + "\nü\n--b--\n",
                        MIME + MIXED + EIGHT + "\nü\n--b\n" + QP + "\n=FC\n--b--\n"),
                converted(
                        "an epilogue",
                        MIME + MIXED + EIGHT + "\n--b\n" + EIGHT + "\nü\n--b--\nü\n",
                        MIME + MIXED + EIGHT + "\n--b\n" + QP + "\n=FC\n--b--\nü\n"),
                converted(
                        "a quoted boundary with blanks, and one that begins like it",
                        MIME
                                + "Content-Type: multipart/alternative;\n\tboundary=\"a b\"\n\n--a b \n\n--a bc\nü\n--a b--\n",
                        MIME + "Content-Type: multipart/alternative;\n\tboundary=\"a b\"\n\n--a b \n" + QP
                                + "\n--a bc\n=FC\n--a b--\n"),
                converted(
                        "parts in parts",
                        MIME + MIXED + "\n--b\nContent-Type: multipart/related; boundary=c\n" + EIGHT + "\n--c\n"
                                + EIGHT + "\nü\n--b\n" + EIGHT + "\nü\n--b--\n",
                        MIME + MIXED
                                + "\n--b\nContent-Type: multipart/related; boundary=c\nContent-Transfer-Encoding: 7bit\n"
                                + "\n--c\n" + QP + "\n=FC\n--b\n" + QP + "\n=FC\n--b--\n"),
                converted(
                        "message/rfc822",
                        MIME + MIXED + "\n--b\nContent-Type: message/rfc822\n" + EIGHT + "\nSubject: x\n" + MIME + EIGHT
                                + "\nü\n--b--\n",
                        MIME + MIXED
                                + "\n--b\nContent-Type: message/rfc822\nContent-Transfer-Encoding: 7bit\n\nSubject: x\n"
                                + MIME + QP + "\n=FC\n--b--\n"),
                asItIs(
                        "message/rfc822 without MIME fields",
                        MIME + "Content-Type: message/rfc822\n" + EIGHT + "\nSubject: x\n\nü\n"),
                asItIs(
                        "message/rfc822 in base64",
                        MIME + "Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\nAA\n\nü\n"),
                converted(
                        "a digest",
                        MIME + "Content-Type: multipart/digest; boundary=b\n\n--b\n\nSubject: x\n" + MIME
                                + "\nü\n--b--\n",
                        MIME + "Content-Type: multipart/digest; boundary=b\n\n--b\n\nSubject: x\n" + MIME + QP
                                + "\n=FC\n--b--\n"),
                asItIs(
                        "message/delivery-status",
                        MIME + MIXED + "\n--b\nContent-Type: message/delivery-status\n" + EIGHT + "\nX: ü\n--b--\n"),
                asItIs(
                        "message/partial",
                        MIME + "Content-Type: message/partial; id=x; number=1\n" + EIGHT + "\nSubject: x\n\nü\n"),
                asItIs(
                        "multipart/signed",
                        MIME + "Content-Type: Multipart/Signed; boundary=b\n" + EIGHT + "\n--b\n" + EIGHT
                                + "\nü\n--b--\n"),
                converted(
                        "a footer behind multipart/signed",
                        MIME + MIXED + EIGHT + "\n--b\nContent-Type: multipart/signed; boundary=c\n" + EIGHT + "\n--c\n"
                                + EIGHT + "\nü\n--c--\n--b\n" + EIGHT + "\nü\n--b--\n",
                        MIME + MIXED + EIGHT + "\n--b\nContent-Type: multipart/signed; boundary=c\n" + EIGHT + "\n--c\n"
                                + EIGHT + "\nü\n--c--\n--b\n" + QP + "\n=FC\n--b--\n"),
                asItIs(
                        "S/MIME",
                        MIME + "Content-Type: application/x-pkcs7-mime; smime-type=signed-data\n" + EIGHT + "\nü\n"),
                asItIs("inline PGP", MIME + TEXT + EIGHT + "\n-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nü\n"),
                asItIs(
                        "a multipart without boundary",
                        MIME + "Content-Type: multipart/mixed\n" + EIGHT + "\n--b\n\nü\n"),
                converted(
                        "no last delimiter",
                        MIME + MIXED + "\n--b\n" + EIGHT + "\nü\n",
                        MIME + MIXED + "\n--b\n" + QP + "\n=FC\n"),
                converted(
                        "a header that ends at a delimiter",
                        MIME + MIXED + "\n--b\nContent-Type: text/plain\n--b\n\nü\n--b--\n",
                        MIME + MIXED + "\n--b\nContent-Type: text/plain\n--b\n" + QP + "\n=FC\n--b--\n"),
                converted(
                        "blanks, tabs, equals signs and long lines",
                        MIME + EIGHT + "\nü \nü\t\na=b\n" + "x".repeat(80) + "ü\n",
                        MIME + QP + "\n=FC=20\n=FC=09\na=3Db\n" + "x".repeat(75) + "=\nxxxxx=FC\n"),
                asItIs("octets of 7 bits", MIME + MIXED + "\n--b\n\nx\n--b--\n"));
    }

    private static Arguments converted(String name, String message, String expected) {
        return Arguments.of(name, message, expected);
    }

    private static Arguments asItIs(String name, String message) {
        return Arguments.of(name, message, message);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("variants")
    void everyVariant(String name, String message, String expected) throws IOException {
        assertThat(convert(message)).as(name).isEqualTo(expected);
    }

    @Test
    void anyPieceSizeGivesTheSame() throws IOException {
        String message = MIME + MIXED + EIGHT + "\npre\n--b\n" + TEXT + EIGHT + "\nü\n--b\n\nü\n--b--\npost\n";
        byte[] octets = octets(message);
        SevenBitPlan plan = SevenBitPlan.of(out -> out.write(octets));
        for (int size = 1; size < 40; size++) {
            int piece = size;
            var out = new ByteArrayOutputStream();
            plan.write(sink -> inPieces(octets, piece, sink), out);
            assertThat(text(out.toByteArray())).isEqualTo(convert(message));
        }
    }

    @Test
    void beyondTheBoundsNothingIsConvertedAndNothingIsLost() throws IOException {
        String longHeader = MIME + TEXT + EIGHT + ("X: " + "y".repeat(100) + "\n").repeat(2000) + "\nü\n";
        assertThat(convert(longHeader)).isEqualTo(longHeader);
        String longLine = MIME + TEXT + EIGHT + "X: " + "y".repeat(300_000) + "\n\nü\n";
        assertThat(convert(longLine)).isEqualTo(longLine);
        String manyParts = MIME + MIXED + "\n" + "--b\n\nü\n".repeat(20_000) + "--b--\n";
        String converted = convert(manyParts);
        assertThat(converted.split("=FC", -1)).hasSize(EntityWalk.MOST_ENTITIES);
        assertThat(converted.replace(QP, "").replace("=FC", "ü")).isEqualTo(manyParts);
        String longBody = MIME + TEXT + EIGHT + "\n" + "ü".repeat(200_000) + "\n";
        assertThat(convert(longBody).replace("=\n", "").replace(QP, EIGHT).replace("=FC", "ü"))
                .isEqualTo(longBody);
    }

    @Test
    void aMessageOfAnySizeTakesAsMuchMemoryAsASmallOne() throws IOException {
        byte[] header = octets(MIME + TEXT + EIGHT + "\n");
        byte[] line = octets("ü".repeat(500) + "\n");
        SevenBitPlan.Content message = out -> {
            out.write(header);
            for (int written = 0; written < 20_000; written++) {
                out.write(line);
            }
        };
        var largest = new LargestWrite();

        SevenBitPlan.of(message).write(message, largest);

        assertThat(largest.octets).as("written at once").isLessThan(1000);
    }

    @Test
    void aLineOfAnyLengthTakesAsMuchMemoryAsASmallOne() throws IOException {
        byte[] header = octets("Subject: x\n\n");
        byte[] piece = octets("ü".repeat(1000));
        SevenBitPlan.Content message = out -> {
            out.write(header);
            for (int written = 0; written < 1000; written++) {
                out.write(piece);
            }
            out.write(octets("\n"));
        };
        var largest = new LargestWrite();

        SevenBitPlan.of(message).write(message, largest);

        assertThat(largest.octets).as("written at once").isLessThanOrEqualTo(64 * 1024);
    }

    private static final class LargestWrite extends OutputStream {
        private int octets;

        @Override
        public void write(int octet) {
            octets = Math.max(octets, 1);
        }

        @Override
        public void write(byte[] some, int offset, int length) {
            octets = Math.max(octets, length);
        }
    }

    private static void inPieces(byte[] octets, int size, OutputStream out) throws IOException {
        for (int at = 0; at < octets.length; at += size) {
            out.write(octets, at, Math.min(size, octets.length - at));
        }
    }

    private static String convert(String message) throws IOException {
        byte[] octets = octets(message);
        SevenBitPlan.Content content = out -> out.write(octets);
        var out = new ByteArrayOutputStream();
        SevenBitPlan.of(content).write(content, out);
        return text(out.toByteArray());
    }

    private static byte[] octets(String text) {
        return text.replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String text(byte[] octets) {
        return new String(octets, StandardCharsets.ISO_8859_1).replace("\r\n", "\n");
    }
}
