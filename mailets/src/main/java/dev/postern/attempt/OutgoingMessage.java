package dev.postern.attempt;

import dev.postern.sevenbit.SevenBitPlan;
import dev.postern.smtpclient.ChangedMessageException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import javax.mail.MessagingException;
import javax.mail.internet.MimeMessage;
import org.apache.james.server.core.MimeMessageInputStream;

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

    private final Optional<byte[]> lines;
    private final SevenBitPlan.Content content;
    private final long size;
    private final long dots;
    private final boolean eightBit;
    private final boolean headerBeyondAscii;

    /** @param content writes the message as it was stored, or converted */
    private OutgoingMessage(
            Optional<byte[]> lines, SevenBitPlan.Content content, ContentWriter scanned, boolean headerBeyondAscii) {
        this.headerBeyondAscii = headerBeyondAscii;
        this.lines = lines;
        this.content = content;
        this.size = scanned.size();
        this.dots = scanned.dots();
        this.eightBit = scanned.isEightBit();
    }

    static OutgoingMessage of(MimeMessage message) throws MessagingException, IOException {
        try (var in = new MimeMessageInputStream(message)) {
            byte[] beginning = in.readNBytes(SMALL);
            if (beginning.length < SMALL) {
                var octets = new ByteArrayOutputStream(beginning.length + 256);
                var scan = scan(out -> out.write(beginning), octets);
                return small(octets.toByteArray(), scan, isHeaderBeyondAscii(beginning));
            }
            var all = new SequenceInputStream(new ByteArrayInputStream(beginning), in);
            var scan = scan(all::transferTo, OutputStream.nullOutputStream());
            return new OutgoingMessage(
                    Optional.empty(), out -> copy(message, out), scan, isHeaderBeyondAscii(beginning));
        }
    }

    private static OutgoingMessage small(byte[] octets, ContentWriter scan, boolean headerBeyondAscii) {
        return new OutgoingMessage(Optional.of(octets), out -> out.write(octets), scan, headerBeyondAscii);
    }

    /** A header section that goes on behind this beginning has what the beginning has. */
    private static boolean isHeaderBeyondAscii(byte[] beginning) {
        boolean blank = true; // nothing but CR since the last line end
        for (byte octet : beginning) {
            if (octet < 0) {
                return true;
            }
            if (octet == '\n' && blank) {
                return false;
            }
            blank = octet == '\n' || (blank && octet == '\r');
        }
        return false;
    }

    /** Returns whether an octet beyond ASCII stands in its header section. */
    boolean isHeaderBeyondAscii() {
        return headerBeyondAscii;
    }

    /** Returns whether an octet beyond ASCII stands in it. */
    boolean isEightBit() {
        return eightBit;
    }

    /** In octets, as RFC 1870 §5 counts them. */
    long size() {
        return size;
    }

    /**
     * The same message with as few 8-bit octets as can be, for a server that does not announce 8BITMIME (RFC 6152 §3). The received one
     * stays as it is. Parts that cannot be converted keep their octets, as in Postfix; {@link #isEightBit} then stays true.
     */
    OutgoingMessage inSevenBit() throws IOException {
        var plan = SevenBitPlan.of(this::writeLines);
        SevenBitPlan.Content converted = out -> plan.write(this::writeLines, out);
        if (lines.isPresent()) {
            var octets = new ByteArrayOutputStream(lines.get().length + BEGINNING);
            var scan = scan(converted, octets);
            return small(octets.toByteArray(), scan, headerBeyondAscii);
        }
        return new OutgoingMessage(
                Optional.empty(), converted, scan(converted, OutputStream.nullOutputStream()), headerBeyondAscii);
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
        content.writeTo(writer);
        writer.finish();
        if (writer.size() != size) {
            throw new ChangedMessageException("the stored message has changed while it was sent");
        }
    }

    /** Writes it as lines that end with CRLF. */
    private void writeLines(OutputStream out) throws IOException {
        scan(content, out);
    }

    private static void copy(MimeMessage message, OutputStream out) throws IOException {
        try (var in = new MimeMessageInputStream(message)) {
            in.transferTo(out);
        } catch (MessagingException e) {
            throw new IOException("the stored message cannot be read: " + e.getMessage(), e);
        }
    }

    private static ContentWriter scan(SevenBitPlan.Content content, OutputStream out) throws IOException {
        var writer = new ContentWriter(out, false, Long.MAX_VALUE, BUFFER);
        content.writeTo(writer);
        writer.finish();
        return writer;
    }
}
