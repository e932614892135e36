package dev.postern.tls;

import java.nio.charset.StandardCharsets;

/**
 * One way to write a PEM file.
 *
 * @param certificates how many, or whether a key, is read of it
 * @param problem what is said of it; empty if it is read
 * @param stricter whether openssl passes over what is an error here
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record PemVariant(String name, byte[] content, int certificates, String problem, boolean stricter) {

    static PemVariant read(String name, int certificates, String content) {
        return read(name, certificates, content.getBytes(StandardCharsets.UTF_8));
    }

    static PemVariant read(String name, int certificates, byte[] content) {
        return new PemVariant(name, content, certificates, "", false);
    }

    static PemVariant error(String name, String problem, String content) {
        return new PemVariant(name, content.getBytes(StandardCharsets.UTF_8), 0, problem, false);
    }

    static PemVariant stricter(String name, String problem, String content) {
        return new PemVariant(name, content.getBytes(StandardCharsets.UTF_8), 0, problem, true);
    }

    boolean isRead() {
        return problem.isEmpty();
    }

    @Override
    public String toString() {
        return name;
    }
}
