package dev.postern.probereport;

import dev.postern.probe.ProbeResult;
import dev.postern.probe.Proposal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;

/** Writes the CA certificates that the proposals would trust to a PEM file. */
public final class SavedAnchors {
    private static final int LINE = 64;

    private SavedAnchors() {}

    /** Returns the CA certificates of the proposals, each once. */
    public static List<X509Certificate> of(List<ProbeResult> results) {
        return results.stream()
                .flatMap(result -> result.proposals().stream())
                .map(Proposal::anchors)
                .flatMap(List::stream)
                .distinct()
                .toList();
    }

    /**
     * Writes them. A file that is there already stays as it is.
     *
     * @throws IOException if it is, or cannot be written
     */
    public static void write(List<X509Certificate> anchors, Path file) throws IOException {
        var pem = new StringBuilder();
        for (X509Certificate anchor : anchors) {
            try {
                pem.append("-----BEGIN CERTIFICATE-----\n")
                        .append(Base64.getMimeEncoder(LINE, new byte[] {'\n'}).encodeToString(anchor.getEncoded()))
                        .append("\n-----END CERTIFICATE-----\n");
            } catch (CertificateEncodingException e) {
                throw new IOException("a certificate cannot be encoded: " + e.getMessage(), e);
            }
        }
        Files.writeString(
                file, pem, StandardCharsets.US_ASCII, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }
}
