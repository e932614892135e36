package dev.postern.delivery;

import com.sun.mail.smtp.SMTPOutputStream;
import com.sun.mail.util.CRLFOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import javax.mail.MessagingException;
import javax.mail.Session;
import javax.mail.internet.MimeMessage;
import org.apache.james.server.core.MimeMessageInputStream;
import org.apache.mailet.base.Converter7Bit;

/**
 * A message as it goes over the wire: octet for octet as it was received, but that every line ends with CRLF, so that no
 * next server can see an end of the message where there is none (RFC 5321 §2.3.8).
 */
final class OutgoingMessage {
    private final MimeMessage message;
    private final Scan scan;

    private OutgoingMessage(MimeMessage message, Scan scan) {
        this.message = message;
        this.scan = scan;
    }

    static OutgoingMessage of(MimeMessage message) throws MessagingException, IOException {
        var scan = new Scan();
        write(message, new CRLFOutputStream(scan));
        return new OutgoingMessage(message, scan);
    }

    /** Whether an octet beyond ASCII stands in it. */
    boolean isEightBit() {
        return scan.eightBit;
    }

    /** In octets, as RFC 1870 §5 counts them. */
    long size() {
        return scan.size;
    }

    /**
     * The same message without 8-bit octets, for a server that does not take them (RFC 6152 §3). The received one stays as
     * it is.
     *
     * @throws MessagingException or IOException if it cannot be converted
     */
    OutgoingMessage inSevenBit(Converter7Bit converter) throws MessagingException, IOException {
        MimeMessage copy;
        try (var in = new MimeMessageInputStream(message)) { // James's own copying turns 8-bit headers into "?"
            copy = new SameId(in);
        }
        converter.convertTo7Bit(copy);
        OutgoingMessage converted = of(copy);
        if (converted.isEightBit()) {
            throw new MessagingException("it has 8-bit octets where MIME allows none");
        }
        return converted;
    }

    /** Writes all of it as the content of DATA, without the final dot (RFC 5321 §4.5.2). */
    void writeDotStuffed(OutputStream out) throws IOException {
        var stuffed = new SMTPOutputStream(out);
        try {
            write(message, stuffed);
        } catch (MessagingException e) {
            throw new IOException("the stored message cannot be read: " + e.getMessage(), e);
        }
        stuffed.ensureAtBOL();
    }

    private static void write(MimeMessage message, OutputStream out) throws MessagingException, IOException {
        try (var in = new MimeMessageInputStream(message)) {
            in.transferTo(out);
        }
    }

    private static final class Scan extends OutputStream {
        private long size;
        private boolean eightBit;

        @Override
        public void write(int octet) {
            size++;
            eightBit |= (octet & 0x80) != 0;
        }

        @Override
        public void write(byte[] octets, int offset, int length) {
            for (int i = offset; i < offset + length; i++) {
                write(octets[i]);
            }
        }
    }

    /** JavaMail would give a changed message another Message-ID. */
    private static final class SameId extends MimeMessage {
        private SameId(InputStream octets) throws MessagingException {
            super((Session) null, octets);
        }

        @Override
        protected void updateMessageID() {}
    }
}
