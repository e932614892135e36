package dev.postern.smtpclient;

import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/**
 * Reads along with a TLS handshake, up to a bound, to tell the group of the key exchange: the JVM does not tell it. For show only, as
 * nothing here is authenticated. For one thread.
 */
final class ServerFlight extends FilterInputStream {
    private static final int MOST = 64 * 1024;

    private static final int HANDSHAKE = 22;
    private static final int APPLICATION_DATA = 23;
    private static final int SERVER_HELLO = 2;
    private static final int SERVER_KEY_EXCHANGE = 12;
    private static final int NAMED_CURVE = 3; // RFC 8422 §5.4
    private static final int KEY_SHARE = 51; // RFC 8446 §4.2.8
    private static final int VERSION_AND_RANDOM = 34;

    /** RFC 8446 §4.2.7. */
    private static final Map<Integer, String> NAMES = Map.of(
            0x0017, "secp256r1",
            0x0018, "secp384r1",
            0x0019, "secp521r1",
            0x001d, "x25519",
            0x001e, "x448",
            0x0100, "ffdhe2048",
            0x0101, "ffdhe3072",
            0x0102, "ffdhe4096",
            0x11ec, "X25519MLKEM768");

    private final ByteArrayOutputStream seen = new ByteArrayOutputStream();

    ServerFlight(InputStream in) {
        super(in);
    }

    @Override
    public int read() throws IOException {
        int octet = in.read();
        if (octet >= 0 && seen.size() < MOST) {
            seen.write(octet);
        }
        return octet;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int count = in.read(into, offset, length);
        if (count > 0 && seen.size() < MOST) {
            seen.write(into, offset, Math.min(count, MOST - seen.size()));
        }
        return count;
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    /** Returns the group as IANA names it, or its number; empty if what was seen does not tell it, as after a resumption. */
    Optional<String> group() {
        Optional<Integer> group = Optional.empty();
        try {
            ByteBuffer messages = messages(ByteBuffer.wrap(seen.toByteArray()));
            while (messages.remaining() >= 4) {
                int head = messages.getInt();
                ByteBuffer message = slice(messages, head & 0xffffff);
                if (head >>> 24 == SERVER_HELLO) { // the last one, after a HelloRetryRequest
                    group = ofHello(message);
                } else if (head >>> 24 == SERVER_KEY_EXCHANGE && message.get() == NAMED_CURVE) {
                    group = Optional.of(message.getShort() & 0xffff);
                }
            }
        } catch (BufferUnderflowException e) {
            // cut off at the bound, or no TLS
        }
        return group.map(number -> NAMES.getOrDefault(number, "0x%04x".formatted(number)));
    }

    /** The handshake messages of the records in clear text, one after another. */
    private static ByteBuffer messages(ByteBuffer records) {
        var messages = new ByteArrayOutputStream();
        while (records.remaining() >= 5) {
            int type = records.get();
            records.getShort(); // its version, which means nothing (RFC 8446 §5.1)
            int length = Math.min(records.getShort() & 0xffff, records.remaining());
            if (type == APPLICATION_DATA) {
                break;
            }
            byte[] content = new byte[length];
            records.get(content);
            if (type == HANDSHAKE) {
                messages.writeBytes(content);
            }
        }
        return ByteBuffer.wrap(messages.toByteArray());
    }

    private static Optional<Integer> ofHello(ByteBuffer hello) {
        slice(hello, VERSION_AND_RANDOM);
        slice(hello, hello.get() & 0xff); // the session's id
        slice(hello, 3); // cipher suite and compression
        ByteBuffer extensions = slice(hello, hello.hasRemaining() ? hello.getShort() & 0xffff : 0);
        while (extensions.hasRemaining()) {
            int type = extensions.getShort() & 0xffff;
            ByteBuffer content = slice(extensions, extensions.getShort() & 0xffff);
            if (type == KEY_SHARE) {
                return Optional.of(content.getShort() & 0xffff);
            }
        }
        return Optional.empty();
    }

    private static ByteBuffer slice(ByteBuffer from, int length) {
        if (length > from.remaining()) {
            throw new BufferUnderflowException();
        }
        byte[] content = Arrays.copyOfRange(
                from.array(), from.arrayOffset() + from.position(), from.arrayOffset() + from.position() + length);
        from.position(from.position() + length);
        return ByteBuffer.wrap(content);
    }
}
