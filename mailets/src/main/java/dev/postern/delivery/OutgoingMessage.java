package dev.postern.delivery;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import javax.mail.MessagingException;
import javax.mail.Session;
import javax.mail.internet.MimeMessage;
import org.apache.james.server.core.MimeMessageInputStream;
import org.apache.mailet.base.Converter7Bit;

/**
 * A message as it goes over the wire: octet for octet as it was received, but that every line ends with CRLF, so that no
 * next server can see an end of the message where there is none (RFC 5321 §2.3.8). Small ones are held in memory as they
 * will be sent; large ones are read again for each server.
 */
final class OutgoingMessage {
    private static final int SMALL = 256 * 1024;
    private static final int BUFFER = 64 * 1024;
    private static final int BEGINNING = 512;
    private static final byte[] END = {'.', '\r', '\n'};

    private final MimeMessage message;
    private final Optional<byte[]> lines;
    private final long size;
    private final long dots;
    private final boolean eightBit;

    private OutgoingMessage(MimeMessage message, Optional<byte[]> lines, ContentWriter scanned) {
        this.message = message;
        this.lines = lines;
        this.size = scanned.size();
        this.dots = scanned.dots();
        this.eightBit = scanned.isEightBit();
    }

    static OutgoingMessage of(MimeMessage message) throws MessagingException, IOException {
        try (var in = new MimeMessageInputStream(message)) {
            byte[] beginning = in.readNBytes(SMALL);
            if (beginning.length < SMALL) {
                var octets = new ByteArrayOutputStream(beginning.length + 256);
                var scan = scan(new ByteArrayInputStream(beginning), octets);
                return new OutgoingMessage(message, Optional.of(octets.toByteArray()), scan);
            }
            var all = new SequenceInputStream(new ByteArrayInputStream(beginning), in);
            return new OutgoingMessage(message, Optional.empty(), scan(all, OutputStream.nullOutputStream()));
        }
    }

    /** Whether an octet beyond ASCII stands in it. */
    boolean isEightBit() {
        return eightBit;
    }

    /** In octets, as RFC 1870 §5 counts them. */
    long size() {
        return size;
    }

    /**
     * The same message without 8-bit octets, for a server that does not take them (RFC 6152 §3). The received one stays as
     * it is.
     *
     * @throws MessagingException or IOException if it cannot be converted, or only by breaking a signature that is part of
     *     its MIME structure
     */
    OutgoingMessage inSevenBit(Converter7Bit converter) throws MessagingException, IOException {
        MimeMessage copy;
        try (var in = new MimeMessageInputStream(message)) { // James's own copying turns 8-bit headers into "?"
            copy = new SameId(in);
        }
        SignedParts.refuse(copy);
        converter.convertTo7Bit(copy);
        OutgoingMessage converted = of(copy);
        if (converted.isEightBit()) {
            throw new MessagingException("it has 8-bit octets where MIME allows none");
        }
        return converted;
    }

    /** Writes all of it as the content of DATA, with the final dot (RFC 5321 §4.5.2). */
    void writeForData(OutputStream out) throws IOException {
        if (lines.isPresent() && dots == 0) {
            byte[] plain = lines.get();
            byte[] ended = new byte[plain.length + END.length];
            System.arraycopy(plain, 0, ended, 0, plain.length);
            System.arraycopy(END, 0, ended, plain.length, END.length);
            out.write(ended);
            return;
        }
        var buffered = new ByteArrayOutputStream();
        write(lines.isPresent() ? buffered : out, true);
        buffered.write(END);
        buffered.writeTo(out);
    }

    /** Returns how many octets to send as a first chunk, without which the message is not whole; 0 if it is too short for two. */
    long beginning() {
        return size < 2 ? 0 : Math.min(BEGINNING, size - 1);
    }

    /**
     * Writes BDAT and a part of the message as one chunk (RFC 3030 §2): as many octets as are announced, or fewer and an error. The
     * chunk that ends with the message is the last.
     */
    void writeChunk(OutputStream out, long from, long to) throws IOException {
        String last = to == size ? " LAST" : "";
        byte[] command = ("BDAT " + (to - from) + last + "\r\n").getBytes(StandardCharsets.US_ASCII);
        if (lines.isPresent()) {
            var whole = new ByteArrayOutputStream(command.length + (int) (to - from));
            whole.write(command);
            whole.write(lines.get(), (int) from, (int) (to - from));
            whole.writeTo(out);
            return;
        }
        out.write(command);
        write(new Excerpt(out, from, to), false);
    }

    private void write(OutputStream out, boolean stuffing) throws IOException {
        var writer = new ContentWriter(out, stuffing, size, BUFFER);
        try (var in = stored()) {
            in.transferTo(writer);
        }
        writer.finish();
        if (writer.size() != size) {
            throw new ChangedMessageException("the stored message has changed while it was sent");
        }
    }

    private InputStream stored() throws IOException {
        if (lines.isPresent()) {
            return new ByteArrayInputStream(lines.get());
        }
        try {
            return new MimeMessageInputStream(message);
        } catch (MessagingException e) {
            throw new IOException("the stored message cannot be read: " + e.getMessage(), e);
        }
    }

    private static ContentWriter scan(InputStream in, OutputStream out) throws IOException {
        var writer = new ContentWriter(out, false, Long.MAX_VALUE, BUFFER);
        in.transferTo(writer);
        writer.finish();
        return writer;
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
