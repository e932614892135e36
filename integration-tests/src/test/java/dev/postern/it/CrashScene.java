package dev.postern.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;

/**
 * A gateway that is killed again and again, with partners, strangers and the own mail server behind one {@link CrashSink},
 * and a second listener on which the hooks are missing, so that the safety net has work, too.
 */
final class CrashScene implements AutoCloseable {
    private static final String ADDRESS = "127.0.1.1";
    private static final Pattern MARKER = Pattern.compile("X-Marker: (\\S+)\r\n");

    final Site site;
    final Promises promises = new Promises();
    final CrashSink sink = new CrashSink(promises);
    final AtomicLong number = new AtomicLong();
    final int pastTheHooks;
    private final ScriptedSmtpServer server;

    CrashScene(String name) throws IOException {
        site = Site.named(name);
        pastTheHooks = site.implicitTls;
        String[] hosts = {"mail.example.test", "mx.alpha.test", "mx.beta.test", "mx.stranger.test"};
        server =
                ScriptedSmtpServer.start(ADDRESS, site.mx, ServerScript.tls(TlsOffer.with(site.ca.issue(hosts))), sink);
        for (String host : hosts) {
            site.zone.remove(host).a(host, ADDRESS);
        }
        site.zone.mx("stranger.test", 10, "mx.stranger.test");
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

    /** Starts the gateway and waits for nothing. */
    GatewayProcess spawn() {
        return GatewayProcess.spawn(site.folder, site.jvmOptions());
    }

    /** Whether everything that was accepted has arrived, or lies in the repository where it belongs. */
    boolean isEverythingThere() {
        if (promises.open().stream().allMatch(promise -> promise.toRepository)) {
            look(site.folder.data().resolve("mail/rejected"));
            look(site.folder.data().resolve("mail/relay-denied"));
        }
        return promises.open().isEmpty();
    }

    private void look(Path repository) {
        if (!Files.isDirectory(repository)) {
            return;
        }
        try (var files = Files.walk(repository)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                look(Files.readString(file, StandardCharsets.ISO_8859_1));
            }
        } catch (IOException | UncheckedIOException e) {
            promises.fault("the repository " + repository + " cannot be read: " + e);
        }
    }

    /** A part of a message in a file that nobody counts as one is no fault; a message that stands nowhere whole is. */
    private void look(String text) {
        var found = MARKER.matcher(text);
        if (found.find()) {
            promises.of(found.group(1))
                    .filter(promise -> promise.isSameWithin(text, found.start()))
                    .ifPresent(promise -> promise.missing().forEach(promise::arrive));
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        site.close();
    }
}
