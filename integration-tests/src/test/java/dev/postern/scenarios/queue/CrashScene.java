package dev.postern.scenarios.queue;

import dev.postern.testing.gateway.GatewayProcess;
import dev.postern.testing.gateway.JamesHandlers;
import dev.postern.testing.gateway.Site;
import dev.postern.testing.smtp.ScriptedSmtpServer;
import dev.postern.testing.smtp.ServerScript;
import dev.postern.testing.smtp.TlsOffer;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A gateway that is killed again and again, with partners, strangers and the own mail server behind one {@link CrashSink},
 * and a second listener on which the hooks are missing, so that the safety net has work, too.
 */
final class CrashScene implements AutoCloseable {
    private static final String ADDRESS = "127.0.1.1";
    /** Not that of our own mail server: mail would loop. */
    private static final String STRANGER = "127.0.1.2";

    private static final Pattern MARKER = Pattern.compile("X-Marker: (\\S+)\r\n");

    final Site site;
    final Promises promises = new Promises();
    final CrashSink sink = new CrashSink(promises);
    final AtomicLong number = new AtomicLong();
    final int pastTheHooks;
    private final ScriptedSmtpServer server;
    private final ScriptedSmtpServer stranger;

    CrashScene(String name) throws IOException {
        site = Site.named(name);
        pastTheHooks = site.implicitTls;
        String[] hosts = {"mail.example.test", "mx.alpha.test", "mx.beta.test"};
        server =
                ScriptedSmtpServer.start(ADDRESS, site.mx, ServerScript.tls(TlsOffer.with(site.ca.issue(hosts))), sink);
        for (String host : hosts) {
            site.zone.remove(host).a(host, ADDRESS);
        }
        stranger = ScriptedSmtpServer.start(
                STRANGER, site.mx, ServerScript.tls(TlsOffer.with(site.ca.issue("mx.stranger.test"))), sink);
        site.zone
                .mx("stranger.test", 10, "mx.stranger.test")
                .remove("mx.stranger.test")
                .a("mx.stranger.test", STRANGER);
        site.folder.write(
                "gateway.yaml",
                site.gatewayYaml()
                        .replace("mail.example.test:" + site.inside.port(), "mail.example.test:" + site.mx)
                        .replace("retries: [2s]", "retries: [1s]"));
        site.folder.write("smtpserver.xml", JamesHandlers.onTheSecondListener());
        site.folder.write("partners.yaml", """
                partners:
                  - name: alpha
                    domains: [alpha.test]
                    outbound: { level: secure, nextHop: "mx.alpha.test:%d", match: [mx.alpha.test] }
                  - name: beta
                    domains: [beta.test]
                    outbound: { level: encrypt, nextHop: "mx.beta.test:%d" }
                """.formatted(site.mx, site.mx));
    }

    /** Starts the gateway and waits until it accepts mail. */
    GatewayProcess start() {
        return GatewayProcess.start(site.folder, site.jvmOptions());
    }

    /** As {@link #start()}, with that before its command line. */
    GatewayProcess start(List<String> wrapper) {
        return GatewayProcess.start(site.folder, wrapper, site.jvmOptions());
    }

    /** Starts the gateway and waits for nothing. */
    GatewayProcess spawn() {
        return GatewayProcess.spawn(site.folder, site.jvmOptions());
    }

    /** Whether everything that was accepted has arrived, or lies in the repository where it belongs. */
    boolean isEverythingThere() {
        lookAside();
        if (promises.open().stream().allMatch(promise -> promise.toRepository)) {
            lookIntoRepositories();
        }
        return promises.open().isEmpty();
    }

    /** What is still missing, after a look into the repositories. */
    List<Promise> missing() {
        lookAside();
        lookIntoRepositories();
        return promises.open();
    }

    private void lookIntoRepositories() {
        for (String repository : List.of("rejected", "relay-denied")) {
            repository(repository).contents().forEach(this::look);
        }
    }

    /** Two kills in a row that found the same message in hand have it set aside: it is kept, and the postmaster is told. */
    private void lookAside() {
        for (String kept : repository("error").contents()) {
            Matcher field = CrashSink.OUR_FIELD.matcher(kept);
            String content = field.lookingAt() ? kept.substring(field.end()) : kept;
            var marker = MARKER.matcher(content);
            Optional<Promise> promise = marker.lookingAt() ? promises.of(marker.group(1)) : Optional.empty();
            promise.filter(given -> given.isSame(content))
                    .ifPresent(given -> given.missing().forEach(given::arrive));
        }
    }

    RepositoryFiles repository(String name) {
        return new RepositoryFiles(site.folder.data().resolve("mail").resolve(name));
    }

    private void look(String content) {
        var marker = MARKER.matcher(content);
        Optional<Promise> promise = marker.lookingAt() ? promises.of(marker.group(1)) : Optional.empty();
        if (promise.filter(given -> given.toRepository && given.isSame(content)).isPresent()) {
            promise.get().missing().forEach(promise.get()::arrive);
        } else {
            promises.fault("in a repository lies what nobody sent: "
                    + promise.map(given -> given + ": " + given.difference(content))
                            .orElseGet(() -> content.substring(0, Math.min(200, content.length()))));
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        stranger.close();
        site.close();
    }
}
