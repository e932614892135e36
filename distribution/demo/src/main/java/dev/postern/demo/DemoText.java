package dev.postern.demo;

import dev.postern.tls.TlsSession;
import java.util.Locale;

/** What is said before and after the table, and of TLS. */
final class DemoText {
    private DemoText() {}

    static String before(DemoSite site) {
        return "Postern demo: real messages through a real gateway. Everything runs on this machine and is removed afterwards.\n\n"
                + host(DemoSite.GATEWAY, site.port(), "the gateway, in front of home.test")
                + host(site.inner(), "home.test's own mail server, behind the gateway")
                + host(site.good(), "partner good: TLS, right certificate")
                + host(site.clear(), "partner clear: no STARTTLS")
                + host(site.wrong(), "partner wrong: TLS, but the certificate is for " + DemoSite.SOMEBODY_ELSE)
                + host(site.nobody(), "not a partner, no STARTTLS")
                + "\nA partner's whole entry in partners.yaml:\n\n"
                + DemoFiles.partner("good", site.good())
                + "\nStarting the gateway ... ";
    }

    static String ready(double seconds) {
        return String.format(Locale.ROOT, "ready after %.1f s.%n%n", seconds);
    }

    private static String host(DemoServer server, String what) {
        return host(server.name(), server.port(), what);
    }

    private static String host(String name, int port, String what) {
        return String.format(Locale.ROOT, "  %-14s  127.0.0.1:%-5d  %s%n", name, port, what);
    }

    static String after(DemoFiles files, boolean asExpected, boolean kept, double seconds) {
        return String.format(
                Locale.ROOT,
                "%s (%.1f s)%n%s%n",
                asExpected
                        ? "All six messages had the expected outcome."
                        : "NOT every message had the expected outcome: see above.",
                seconds,
                kept
                        ? "The gateway's configuration, certificates and log are kept in\n" + files.directory()
                        : "--keep keeps the gateway's configuration, certificates and log.");
    }

    static String of(TlsSession session) {
        return session instanceof TlsSession.Encrypted tls
                ? "over " + tls.version().word() + " " + tls.cipherSuite()
                : "in clear text";
    }
}
