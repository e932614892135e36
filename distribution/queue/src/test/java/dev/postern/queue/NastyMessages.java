package dev.postern.queue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Stream;
import javax.mail.MessagingException;
import org.apache.james.server.core.MailImpl;
import org.apache.james.server.core.MimeMessageWrapper;
import org.junit.jupiter.params.provider.Arguments;

/** Messages that nobody who reads a header and writes it again gives back as they were. */
final class NastyMessages {
    static final int LARGE = 300_000;

    private NastyMessages() {}

    static Stream<Arguments> all() {
        return Stream.of(
                named(
                        "octets of Latin-1 and of UTF-8 in the header",
                        "Subject: gr\u00fc\u00dfe \u00c3\u00bc\r\n\r\nx\r\n"),
                named("bare line feeds", "Subject: x\nFrom: a@b\n\nbody\n.\nend"),
                named("bare carriage returns", "Subject: x\rFrom: a@b\r\n\r\na\rb\r\n"),
                named("a header line without a colon", "Subject: x\r\nno header\r\nFrom: a@b\r\n\r\nx"),
                named("folded with tabs and blanks at the end", "Subject: x \t \r\n\ty  \r\n \t\r\nTo:b@c \r\n\r\nx"),
                named("no header", "\r\nbody"),
                named("no body", "Subject: x\r\n"),
                named("no end of the last line", "Subject: x\r\n\r\nno end"),
                named("zero octets", "Subject: a\0b\r\n\r\n\0\0\0"),
                named(
                        "a signature over exact bytes",
                        "DKIM-Signature:v=1;\r\n\tbh=abc=;\r\n\tb=\r\n X  Y\r\nFrom:a@b\r\n\r\nx"),
                named(
                        "a signed part",
                        "Content-Type: multipart/signed; boundary=b\r\n\r\n--b\r\n\r\n x \r\n--b\r\n--b--"),
                named("nothing at all", ""),
                named("large", "Subject: gr\u00fc\u00dfe\nX:y \r\n\r\n" + "0123456789\n".repeat(LARGE / 11)));
    }

    private static Arguments named(String name, String octets) {
        return Arguments.of(name, octets.getBytes(StandardCharsets.ISO_8859_1));
    }

    static byte[] large() {
        byte[] large = new byte[LARGE];
        Arrays.fill(large, (byte) 'x');
        System.arraycopy("Subject: large\r\n\r\n".getBytes(StandardCharsets.US_ASCII), 0, large, 0, 18);
        return large;
    }

    static MailImpl mail(String name, byte[] content) throws MessagingException {
        var mail = MailImpl.builder()
                .name(name)
                .sender("a@example.org")
                .addRecipient("b@example.org")
                .build();
        mail.setMessageContent(new BytesSource(name, content));
        return mail;
    }

    /** What a mailet, a repository or the delivery would write. */
    static byte[] written(MailImpl mail) throws MessagingException, IOException {
        try (InputStream in = ((MimeMessageWrapper) mail.getMessage()).getMessageInputStream()) {
            byte[] read = in.readAllBytes();
            var out = new ByteArrayOutputStream();
            mail.getMessage().writeTo(out);
            return Arrays.equals(read, out.toByteArray()) ? read : new byte[] {'d', 'i', 'f', 'f', 'e', 'r'};
        }
    }
}
