package dev.postern.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The files that one reading of the configuration consists of, each with the digest of the very bytes that were read.
 *
 * <p>Comparing {@link #asRead} with {@link #asOfNow} tells whether anything changed since, whatever was done to the files:
 * written in place, replaced by a rename, or a symbolic link on their path set to another target. Modification times play
 * no part. For one thread.
 */
public final class SourceFiles {
    private static final String UNREADABLE = "unreadable";
    private final Map<Path, String> digests = new LinkedHashMap<>();

    /** The file's bytes. Also a file that cannot be read is remembered: once it can be, that is a change. */
    public byte[] read(Path file) throws IOException {
        digests.put(file, UNREADABLE);
        byte[] content = bytes(file);
        digests.put(file, digest(content));
        return content;
    }

    /** Each file and the state in which it was read. */
    public Map<Path, String> asRead() {
        return Map.copyOf(digests);
    }

    /** The same files and the state in which they are now. */
    public Map<Path, String> asOfNow() {
        Map<Path, String> now = new LinkedHashMap<>();
        digests.keySet().forEach(file -> now.put(file, state(file)));
        return Map.copyOf(now);
    }

    private static String state(Path file) {
        try {
            return digest(bytes(file));
        } catch (IOException e) {
            return UNREADABLE;
        }
    }

    private static byte[] bytes(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new IOException("no regular file: " + file); // reading a pipe or device would not end
        }
        return Files.readAllBytes(file);
    }

    private static String digest(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }
}
