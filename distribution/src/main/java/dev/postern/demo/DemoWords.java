package dev.postern.demo;

import java.util.Locale;

/** What is said before and after the table. */
final class DemoWords {
    private DemoWords() {}

    static String before(DemoSite site) {
        return """
                Postern demo: real messages through a real gateway, all on this machine, with certificates made just now.

                %s
                Starting the gateway ...""".formatted(String.join(
                "",
                host(DemoSite.GATEWAY, site.port(), "the gateway, in front of home.test"),
                host(site.inner(), "home.test's own mail server, behind the gateway"),
                host(site.good(), "partner good: TLS, right certificate"),
                host(site.clear(), "partner clear: no STARTTLS"),
                host(site.wrong(), "partner wrong: TLS, certificate for " + DemoSite.SOMEBODY_ELSE),
                host(site.nobody(), "no partner: no STARTTLS")));
    }

    private static String host(DemoServer server, String what) {
        return host(server.name(), server.port(), what);
    }

    private static String host(String name, int port, String what) {
        return String.format(Locale.ROOT, "  %-15s 127.0.0.1:%-5d  %s%n", name, port, what);
    }

    static String after(DemoSite site, boolean asPromised, boolean kept, double seconds) {
        String log = kept
                ? "Configuration, certificates and the gateway's log are kept in " + site.directory()
                : "The gateway's log was " + site.log()
                        + " (removed now; `demo --keep` keeps it, with the configuration)";
        return String.format(
                Locale.ROOT,
                "%s (%.1f s)%n%s.",
                asPromised ? "All came out as promised." : "NOT everything came out as promised: see above.",
                seconds,
                log);
    }
}
