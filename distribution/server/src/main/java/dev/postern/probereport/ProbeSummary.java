package dev.postern.probereport;

import dev.postern.probe.Explanation;
import dev.postern.probe.HostResult;
import dev.postern.probe.PartnerLines;
import dev.postern.probe.ProbeRequest;
import dev.postern.probe.ProbeResult;
import dev.postern.probe.ProbeStatus;
import dev.postern.probe.Proposal;
import dev.postern.smtpclient.Cause;
import dev.postern.tls.CertificateFingerprint;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;

/** Writes what a probe came to: the verdict, what each failure means and who must do what, and the lines that would hold. */
final class ProbeSummary {
    private final Consumer<String> lines;
    private final TerminalStyle style;
    private final AnchorFile anchorFile;

    ProbeSummary(Consumer<String> lines, TerminalStyle style, AnchorFile anchorFile) {
        this.lines = lines;
        this.style = style;
        this.anchorFile = anchorFile;
    }

    void of(ProbeResult result) {
        lines.accept("");
        verdict(result);
        Set<Explanation> told = new HashSet<>();
        result.explanation().filter(told::add).ifPresent(this::explain);
        for (HostResult host : result.hosts()) {
            host.explanation().filter(told::add).ifPresent(explanation -> {
                lines.accept("");
                paragraph(
                        "", host.host() + ": " + host.cause().map(Cause::words).orElse(""));
                explain(explanation);
            });
        }
        proposals(result);
    }

    private void verdict(ProbeResult result) {
        ProbeRequest request = result.request();
        boolean rule = request.route().policy().tls().requiresTls();
        String words =
                switch (result.status()) {
                    case HOLDS ->
                        (rule ? "The rule holds" : "No rule asks for TLS, and a message could be sent") + " at "
                                + result.hosts().stream()
                                        .filter(host -> host.outcome().isEmpty())
                                        .count()
                                + " of " + result.hosts().size() + " servers.";
                    case FALLS_SHORT -> "Falls short: " + reason(result);
                    case COULD_NOT_TELL -> "Could not tell: " + reason(result);
                };
        String mark = style.marked(Mark.of(result.status())) + " ";
        List<String> wrapped = Paragraph.lines(words, Paragraph.COLUMNS - 2);
        for (int i = 0; i < wrapped.size(); i++) {
            lines.accept((i == 0 ? mark : "  ") + wrapped.get(i));
        }
        if (result.status() != ProbeStatus.HOLDS && request.route().isMonitored()) {
            paragraph(
                    "  ",
                    "The partner is only monitored: mail goes in spite of what TLS falls short of, and is recorded.");
        }
    }

    private static String reason(ProbeResult result) {
        return result.cause().map(Cause::words).orElse("") + ".";
    }

    private void explain(Explanation explanation) {
        paragraph("  ", explanation.meaning());
        for (Explanation.Advice advice : explanation.advice()) {
            String who = advice.who().words();
            paragraph("  - ", who.substring(0, 1).toUpperCase(Locale.ROOT) + who.substring(1) + ": " + advice.what());
        }
    }

    private void proposals(ProbeResult result) {
        if (result.proposals().isEmpty()) {
            return;
        }
        lines.accept("");
        String what = result.request().route().partner().isPresent()
                ? "Rules that hold, for the entry in partners.yaml, strongest first. Each takes the place of level, match, fingerprints and"
                        + " trustAnchors there; other keys stay."
                : "To make it a partner: entries for partners.yaml that hold, strongest first. Agree with the partner first.";
        paragraph("", what);
        for (Proposal proposal : result.proposals()) {
            lines.accept("");
            proposal(result.request(), proposal);
        }
    }

    private void proposal(ProbeRequest request, Proposal proposal) {
        String proves = proposal.holdsAt() < proposal.servers()
                ? proposal.proves() + " It holds at " + proposal.holdsAt() + " of " + proposal.servers() + " servers."
                : proposal.proves();
        paragraph("# ", proves);
        proposal.loses().ifPresent(loses -> paragraph("# ", "Loses: " + loses));
        if (proposal.compare()) {
            paragraph(
                    "# ",
                    "First have the partner read its fingerprint to you by telephone: this connection proves none of it.");
        }
        String file = anchorFile.of(request);
        proposal.anchors().forEach(anchor -> {
            paragraph("# ", "CA " + anchor.getSubjectX500Principal().getName() + ":");
            lines.accept("#   " + CertificateFingerprint.ofCertificate(anchor));
        });
        if (!proposal.anchors().isEmpty() && anchorFile.saved().isEmpty()) {
            paragraph("# ", "Then save it: repeat the command with --save-anchor FILE, and name that file below.");
        }
        PartnerLines.of(request, proposal, file).forEach(lines);
    }

    private void paragraph(String lead, String text) {
        String others = lead.startsWith("#") ? lead : " ".repeat(lead.length());
        List<String> wrapped = Paragraph.lines(text, Paragraph.COLUMNS - lead.length());
        for (int i = 0; i < wrapped.size(); i++) {
            lines.accept((i == 0 ? lead : others) + wrapped.get(i));
        }
    }
}
