package dev.postern.storage;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * The file that makes a message of a content: a line that says which, and the envelope.
 * The line tells the content from that of an older message of the same name.
 */
final class EnvelopeFile {
    static final String SUFFIX = ".envelope";

    private static final int LENGTH = 16;
    private static final Pattern GENERATION = Pattern.compile("[0-9a-f]{" + LENGTH + "}");

    private final String generation;
    private final byte[] envelope;

    private EnvelopeFile(String generation, byte[] envelope) {
        this.generation = generation;
        this.envelope = envelope;
    }

    /** Creates the envelope file of a content that is not written yet. */
    static EnvelopeFile next(byte[] envelope) {
        return new EnvelopeFile(UUID.randomUUID().toString().replace("-", "").substring(0, LENGTH), envelope);
    }

    /** Reads the file; empty if there is none. */
    static Optional<EnvelopeFile> read(DurableDirectory directory, String name) throws IOException, UnreadableEnvelope {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(directory.file(name + SUFFIX));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        if (bytes.length <= LENGTH || bytes[LENGTH] != '\n') {
            throw new UnreadableEnvelope("The first line of the file does not name a content.");
        }
        String generation = new String(bytes, 0, LENGTH, StandardCharsets.US_ASCII);
        if (!GENERATION.matcher(generation).matches()) {
            throw new UnreadableEnvelope("The first line of the file does not name a content.");
        }
        return Optional.of(new EnvelopeFile(generation, Arrays.copyOfRange(bytes, LENGTH + 1, bytes.length)));
    }

    /** Puts it in the place of any that is there. */
    void write(DurableDirectory directory, String name) throws IOException {
        directory.write(name + SUFFIX, out -> {
            out.write((generation + "\n").getBytes(StandardCharsets.US_ASCII));
            out.write(envelope);
        });
    }

    /** Returns the envelope in the form of {@link EnvelopeCodec}. */
    byte[] envelope() {
        return envelope;
    }

    /** Returns the name of the file with the content. */
    String content(String name) {
        return name + "." + generation + ".eml";
    }
}
