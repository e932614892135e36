package dev.postern.probe;

import dev.postern.partner.NextHop;
import dev.postern.partner.Partner;
import dev.postern.tls.CertificateFingerprint;
import dev.postern.tls.CertificateMatch;
import dev.postern.tls.TlsPolicy;
import dev.postern.tls.TlsVersion;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Writes a proposal as lines of {@code partners.yaml}. */
public final class PartnerLines {
    private PartnerLines() {}

    /**
     * Returns an entry of the list {@code partners}. That of a known partner has its name, its domains and its next hops; keys
     * that are about something else than the server's certificate are for the administrator to keep.
     *
     * @param anchorFile the path to write under {@code trustAnchors}, where the proposal has anchors
     */
    public static List<String> of(ProbeRequest request, Proposal proposal, String anchorFile) {
        List<String> lines = new ArrayList<>();
        Optional<Partner> partner = request.route().partner();
        lines.add("  - name: " + partner.map(Partner::name).orElseGet(() -> name(request)));
        lines.add("    domains: "
                + partner.map(known -> quoted(known.domains())).orElseGet(() -> quoted(List.of(request.domain()))));
        lines.add("    outbound:");
        lines.add("      level: " + proposal.policy().level().word());
        lines.addAll(proposal.policy().accept(new Keys(proposal, anchorFile)));
        proposal.policy()
                .oldestVersion()
                .filter(version -> version != TlsVersion.TLS_1_2)
                .ifPresent(version -> lines.add("      minVersion: " + version.word()));
        List<NextHop> hops = request.route().policy().nextHops();
        if (hops.size() == 1) {
            lines.add("      nextHop: \"" + hops.get(0) + "\"");
        } else if (!hops.isEmpty()) {
            lines.add("      nextHop: " + quoted(hops));
        }
        return lines;
    }

    private static String name(ProbeRequest request) {
        String name = request.domain().ascii().replaceAll("[^a-z0-9-]", "-").replaceFirst("^-+", "");
        return name.substring(0, Math.min(name.length(), 63));
    }

    private static String quoted(Collection<?> items) {
        return items.stream().map(item -> "\"" + item + "\"").collect(Collectors.joining(", ", "[", "]"));
    }

    /** The keys that say what the server must prove. */
    private record Keys(Proposal proposal, String anchorFile) implements TlsPolicy.Visitor<List<String>> {
        @Override
        public List<String> may(TlsPolicy.May policy) {
            return List.of();
        }

        @Override
        public List<String> encrypt(TlsPolicy.Encrypt policy) {
            return List.of();
        }

        @Override
        public List<String> fingerprint(TlsPolicy.Fingerprint policy) {
            List<String> lines = new ArrayList<>();
            lines.add("      fingerprints:");
            policy.fingerprints().stream()
                    .map(CertificateFingerprint::toString)
                    .sorted()
                    .forEach(fingerprint -> lines.add("      - " + fingerprint));
            return lines;
        }

        @Override
        public List<String> secure(TlsPolicy.Secure policy) {
            List<String> lines = new ArrayList<>();
            lines.add("      match:");
            policy.match().stream()
                    .map(CertificateMatch::toString)
                    .forEach(name -> lines.add("      - \"" + name + "\""));
            if (!proposal.anchors().isEmpty()) {
                lines.add("      trustAnchors: \""
                        + anchorFile.replace("\\", "\\\\").replace("\"", "\\\"") + "\"");
            }
            return lines;
        }
    }
}
