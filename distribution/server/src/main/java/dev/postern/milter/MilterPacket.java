package dev.postern.milter;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * One packet of the protocol: a length of 32 bits, a command of one letter, and its data.
 *
 * @param data characters stand for bytes
 */
record MilterPacket(char command, String data) {
    /** A body chunk has at most 65535 bytes; a filter's header value is no longer either. */
    private static final int LONGEST = 1 << 20;

    /** A packet whose data are these words, each with a NUL behind it. */
    static MilterPacket of(char command, String... words) {
        return new MilterPacket(command, words.length == 0 ? "" : String.join("\0", words) + "\0");
    }

    /** @throws IOException if the connection breaks, or what comes is no packet */
    static MilterPacket read(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 1 || length > LONGEST) {
            throw new IOException("a packet of " + Integer.toUnsignedString(length) + " bytes");
        }
        char command = (char) in.readUnsignedByte();
        return new MilterPacket(command, new String(in.readNBytes(length - 1), StandardCharsets.ISO_8859_1));
    }

    void write(DataOutputStream out) throws IOException {
        byte[] bytes = data.getBytes(StandardCharsets.ISO_8859_1);
        var packet = new ByteArrayOutputStream(bytes.length + 1);
        packet.write(command);
        packet.writeBytes(bytes);
        out.writeInt(bytes.length + 1);
        packet.writeTo(out);
    }

    /** Returns the words of the data behind the first so many bytes. */
    List<String> words(int behind) {
        var words = new ArrayList<String>();
        int from = Math.min(behind, data.length());
        for (int nul = data.indexOf('\0', from); nul >= 0; nul = data.indexOf('\0', from)) {
            words.add(data.substring(from, nul));
            from = nul + 1;
        }
        if (from < data.length()) {
            words.add(data.substring(from));
        }
        return words;
    }

    /** Returns the number of 32 bits at that place of the data. */
    int number(int at) throws IOException {
        if (data.length() < at + Integer.BYTES) {
            throw new IOException("packet '" + command + "' is too short");
        }
        return data.charAt(at) << 24 | data.charAt(at + 1) << 16 | data.charAt(at + 2) << 8 | data.charAt(at + 3);
    }

    /** Writes numbers of 32 bits as data. */
    static String numbers(int... numbers) {
        var data = new StringBuilder();
        for (int number : numbers) {
            data.append((char) (number >>> 24))
                    .append((char) (number >>> 16 & 0xff))
                    .append((char) (number >>> 8 & 0xff))
                    .append((char) (number & 0xff));
        }
        return data.toString();
    }
}
