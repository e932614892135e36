package dev.postern.command;

import dev.postern.certificate.HeldCertificate;
import dev.postern.domains.DomainsEntry;
import dev.postern.domains.DomainsFile;
import dev.postern.domains.OwnDomain;
import dev.postern.domains.OwnDomains;
import dev.postern.gateway.GatewayConfiguration;
import dev.postern.listener.BindAddress;
import dev.postern.partner.NextHop;
import dev.postern.partner.OutboundPolicy;
import dev.postern.partner.Partner;
import dev.postern.partner.PartnerDirectory;
import dev.postern.text.Printable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Writes the lines that tell an administrator what has just started. */
public final class StartupReport {
    private StartupReport() {}

    /**
     * Returns the lines of the report.
     *
     * @param variables the names of those that stand over keys of {@code gateway.yaml}; what they hold may be a secret
     * @param refusal why no new mail is taken at this moment
     */
    public static List<String> lines(
            GatewayConfiguration gateway,
            List<String> variables,
            OwnDomains domains,
            PartnerDirectory partners,
            HeldCertificate certificate,
            Path conf,
            Path data,
            Optional<String> refusal) {
        var lines = new ArrayList<String>();
        lines.add("Postern " + Version.current() + " is " + gateway.hostname());
        lines.add("  SMTP with STARTTLS     " + BindAddress.text(gateway.smtp().bind()));
        gateway.smtp()
                .implicitTlsBind()
                .ifPresent(bind -> lines.add("  SMTP over implicit TLS " + BindAddress.text(bind)));
        lines.add("  Health                 http://" + BindAddress.text(gateway.admin()) + "/healthz");
        lines.add("  Own domains            "
                + gateway.domains().entries().stream()
                        .map(entry -> ownDomains(entry, domains))
                        .collect(Collectors.joining(", ")));
        gateway.delivery()
                .smarthost()
                .ifPresent(smarthost -> lines.add("  Smarthost              "
                        + hops(smarthost)
                        + " at level "
                        + smarthost.tls().level().word()
                        + smarthost
                                .submission()
                                .credentials()
                                .map(any -> ", as " + any.user())
                                .orElse("")));
        lines.add("  Partners               " + partners(partners));
        lines.add("  Certificate            " + certificate.describe());
        lines.add("  Configuration          " + conf);
        if (!variables.isEmpty()) {
            lines.add("  From the environment   " + String.join(", ", variables));
        }
        lines.add("  Mail and data          " + data);
        lines.add(
                refusal.map(StartupReport::refusing).orElse("Ready to accept mail. " + next(partners, gateway, conf)));
        return lines;
    }

    private static String ownDomains(DomainsEntry entry, OwnDomains domains) {
        if (entry instanceof DomainsFile file) {
            long count = domains.all().stream()
                    .filter(own -> own.entry().equals(file.path().toString()))
                    .count();
            return count + " in " + file.path();
        }
        return entry instanceof OwnDomain own ? own.pattern() + " -> " + hops(own.outbound()) : "";
    }

    private static String hops(OutboundPolicy policy) {
        return policy.nextHops().stream().map(NextHop::toString).collect(Collectors.joining(", "));
    }

    /** Returns the last line of the report in a few words, for a supervisor. */
    static String state(GatewayConfiguration gateway, Optional<String> refusal) {
        return refusal.map(StartupReport::refusing).orElse("Ready to accept mail as " + gateway.hostname());
    }

    private static String refusing(String reason) {
        // The reason may hold what an exception says, and that may have lines.
        return "Running, but deferring new mail: " + Printable.line(reason);
    }

    private static String partners(PartnerDirectory directory) {
        long enforced =
                directory.partners().stream().filter(Partner::isEnforced).count();
        long monitored = directory.partners().size() - enforced;
        return directory.partners().isEmpty()
                ? "none yet"
                : enforced + " enforced" + (monitored == 0 ? "" : ", " + monitored + " monitored");
    }

    private static String next(PartnerDirectory directory, GatewayConfiguration gateway, Path conf) {
        return directory.partners().isEmpty()
                ? "Next: add a partner to " + conf.resolve("partners.yaml") + "; it takes effect without a restart."
                : "Next: openssl s_client -starttls smtp -crlf -quiet -connect "
                        + BindAddress.text(BindAddress.reachable(gateway.smtp().bind()));
    }
}
