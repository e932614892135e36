package dev.postern.scenarios.scene;

import dev.postern.testing.gateway.GatewayProcess;
import dev.postern.testing.gateway.Site;
import dev.postern.testing.peers.PartnerServer;
import dev.postern.testing.peers.PartnerServerSettings;
import dev.postern.testing.peers.PartnerServerSettings.Tls;
import dev.postern.testing.peers.Product;
import dev.postern.testing.process.Await;
import dev.postern.testing.smtp.Letter;
import dev.postern.testing.smtp.Reply;
import dev.postern.tls.CertificateAuthority;
import dev.postern.tls.CertificateFingerprint;
import dev.postern.tls.CertificateTemplate;
import dev.postern.tls.CertificateTemplate.KeyKind;
import dev.postern.tls.IssuedCertificate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.opentest4j.TestAbortedException;

/**
 * A gateway and, of each {@link Product} that is installed here, a server that offers TLS, one that demands a client
 * certificate, and one without TLS. All have certificates of a CA that only they and their partners trust. Several
 * partners, one for each kind of agreement, have the first of them as their next hop: {@code kind.product.test}.
 */
public final class PartnerServersScene implements AutoCloseable {
    public static final String BOSS = "boss@example.test";

    public final Site site = Site.named("partner-servers");
    public final GatewayProcess gateway;
    private final CertificateAuthority ca = CertificateAuthority.create("Root of the partners");
    private final Map<String, PartnerServer> servers = new ConcurrentHashMap<>();

    private PartnerServersScene() {
        var ours = ca.issue("gw.example.test");
        site.folder
                .write("tls/partners-ca.pem", ca.own().chainPem())
                .write("tls/us.crt", ours.chainPem())
                .write("tls/us.key", ours.keyPem());
        // Side by side: most of starting is waiting.
        String partners = Arrays.stream(Product.values())
                .parallel()
                .filter(PartnerServersScene::isInstalled)
                .map(this::partners)
                .collect(Collectors.joining());
        gateway = site.start(partners.isEmpty() ? "partners: []\n" : "partners:\n" + partners);
    }

    static PartnerServersScene set() {
        return new PartnerServersScene();
    }

    private static boolean isInstalled(Product product) {
        try {
            product.assumeInstalled();
            return true;
        } catch (TestAbortedException e) {
            return false; // its tests say so
        }
    }

    private String partners(Product product) {
        // GnuTLS, as in Exim, reads no EC key that comes without its public half, as ours do.
        var certificate = ca.issue(
                CertificateTemplate.of("mx." + product.label() + ".test").key(KeyKind.RSA_2048));
        var offering = start(product, Tls.OFFERED, certificate);
        var demanding = start(product, Tls.CERTIFICATE_DEMANDED, certificate);
        var plain = start(product, Tls.ABSENT, certificate);
        site.zone.a("mx." + product.label() + ".test", "127.0.0.1");
        String named = "trustAnchors: tls/partners-ca.pem, match: [mx.PRODUCT.test%s]";
        String fingerprint =
                CertificateFingerprint.ofPublicKey(certificate.certificate()).toString();
        return (partner("secure", offering, named.formatted(""))
                        + partner("kept", offering, named.formatted(", kept.PRODUCT.test"))
                        + partner("pinned", offering, "level: fingerprint, fingerprints: [\"" + fingerprint + "\"]")
                        + partner("encrypted", offering, "level: encrypt")
                        + partner("stranger", offering, "match: [mx.PRODUCT.test]")
                        + partner(
                                "known",
                                demanding,
                                named.formatted("")
                                        + ", clientCertificate: { certificate: tls/us.crt, privateKey: tls/us.key }")
                        + partner("unknown", demanding, named.formatted(""))
                        + partner("plain", plain, named.formatted("")))
                .replace("PRODUCT", product.label());
    }

    private PartnerServer start(Product product, Tls tls, IssuedCertificate certificate) {
        var server = product.start(new PartnerServerSettings(
                product.label() + ".test", certificate, ca.own().chainPem(), tls, site.smtp));
        servers.put(product.label() + tls, server);
        return server;
    }

    private static String partner(String kind, PartnerServer server, String outbound) {
        return "  - name: %1$s-PRODUCT%n    domains: [%1$s.PRODUCT.test]%n".formatted(kind)
                + "    outbound: { nextHop: \"mx.PRODUCT.test:%d\", %s }%n".formatted(server.port(), outbound);
    }

    /** That product's server; skips the test, or fails it where real peers are required, if it is not installed. */
    public PartnerServer server(Product product, Tls tls) {
        product.assumeInstalled();
        return Optional.ofNullable(servers.get(product.label() + tls)).orElseThrow();
    }

    /** Hands a letter of ours to the gateway, again for as long as it answers 452, as every client does. */
    public void send(Letter letter, String... recipients) {
        Await.until("the gateway takes our mail", Await.PATIENCE, () -> taken(letter, List.of(recipients)));
    }

    private boolean taken(Letter letter, List<String> recipients) {
        try (var client = site.insider()) {
            Reply reply = client.mail(BOSS, recipients, letter);
            if (reply.code() != 250 && reply.code() != 452) {
                throw new AssertionError("the gateway does not take our mail: " + reply + gateway.tail());
            }
            return reply.code() == 250;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        for (PartnerServer server : servers.values()) {
            server.close();
        }
        site.close();
    }
}
