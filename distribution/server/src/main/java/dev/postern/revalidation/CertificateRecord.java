package dev.postern.revalidation;

import dev.postern.probe.CertificateSummary;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * What is remembered of a server's certificate. Every text is printable and of bounded length.
 *
 * @param names sorted; a long list ends with the number of those left out
 * @param key its kind and size
 */
public record CertificateRecord(
        String subject,
        String issuer,
        List<String> names,
        String key,
        String keyFingerprint,
        String fingerprint,
        Instant notAfter) {
    static final int MOST_NAMES = 100;

    public CertificateRecord {
        names = List.copyOf(names);
    }

    static CertificateRecord of(CertificateSummary summary) {
        return new CertificateRecord(
                RecordText.of(summary.subject()),
                RecordText.of(summary.issuer()),
                bounded(summary.names().stream()
                        .map(RecordText::of)
                        .distinct()
                        .sorted()
                        .toList()),
                RecordText.of(summary.key()),
                summary.keyFingerprint().toString(),
                summary.fingerprint().toString(),
                summary.notAfter());
    }

    private static List<String> bounded(List<String> names) {
        return names.size() <= MOST_NAMES
                ? names
                : Stream.concat(
                                names.stream().limit(MOST_NAMES),
                                Stream.of("and " + (names.size() - MOST_NAMES) + " more"))
                        .toList();
    }
}
