package dev.postern.revalidation;

import dev.postern.probereport.Paragraph;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Shows the history of a partner's probes to a person, and to programs. */
public final class HistoryTable {
    private static final int WIDTH = 80;

    private HistoryTable() {}

    /** Returns lines of at most 80 columns, the newest probe first. */
    public static List<String> lines(List<ProbeRecord> records) {
        List<String> lines = new ArrayList<>();
        for (int i = records.size() - 1; i >= 0; i--) {
            ProbeRecord record = records.get(i);
            record.skipped().ifPresent(why -> add(lines, record.time() + "  ", "not probed: " + why));
            record.domains().forEach(domain -> domain(lines, record, domain));
        }
        return lines;
    }

    private static void domain(List<String> lines, ProbeRecord record, DomainRecord domain) {
        add(
                lines,
                record.time() + "  ",
                domain.domain() + ": " + domain.status().word());
        domain.reason().ifPresent(reason -> add(lines, "  ", reason));
        if (!domain.exchangers().isEmpty()) {
            add(lines, "  ", "MX " + String.join(", ", domain.exchangers()));
        }
        domain.hosts()
                .forEach(host -> add(lines, "  ", host.name() + " " + host.address() + ": " + words(host.state())));
    }

    private static String words(HostState state) {
        if (state instanceof HostState.Encrypted encrypted) {
            return Stream.concat(
                            Stream.of(encrypted.version().word() + " " + encrypted.cipherSuite()),
                            encrypted.certificate().stream()
                                    .flatMap(certificate -> Stream.of(
                                            "names " + String.join(" ", certificate.names()),
                                            "issuer " + certificate.issuer(),
                                            "key " + certificate.keyFingerprint(),
                                            "valid until " + certificate.notAfter())))
                    .collect(Collectors.joining("; "));
        }
        return state instanceof HostState.WithoutTls without ? "no TLS (" + without.failure() + ")" : "no answer";
    }

    private static void add(List<String> lines, String lead, String text) {
        String start = lead;
        for (String line : Paragraph.lines(text, WIDTH - lead.length())) {
            lines.add(start + line);
            start = " ".repeat(lead.length());
        }
    }

    /** Returns one JSON document: an array, the oldest probe first. */
    public static String json(List<ProbeRecord> records) {
        return HistoryJson.write(records);
    }
}
