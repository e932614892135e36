package dev.postern.testing.docker;

import com.github.dockerjava.api.DockerClient;
import dev.postern.testing.gateway.ConfFolder;
import dev.postern.tls.CertificateAuthority;
import dev.postern.tls.IssuedCertificate;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.Wait;

/**
 * Our organisation and a partner as containers in one network: a DNS server with the partner's MX record, the mail server
 * inside, the partner's, and gateways from the image that ships.
 */
public final class ContainerSite implements AutoCloseable {
    final CertificateAuthority ca = CertificateAuthority.create("Root of the containers");
    final Network network = Network.newNetwork();
    public final MailContainer inside;
    public final MailContainer partner;

    private final Deque<AutoCloseable> started = new ArrayDeque<>();
    private final ConfFolder folder;
    private final GenericContainer<?> dns;
    private final String data = "postern-it-" + UUID.randomUUID();

    private ContainerSite(String name) {
        folder = ConfFolder.fresh(name);
        started.push(network);
        started.push(() -> client().removeVolumeCmd(data).exec());
        dns = new GenericContainer<>(DockerImages.nameServer())
                .withImagePullPolicy(image -> false)
                .withNetwork(network)
                .withCommand("--mx-host=contoso.test,mx.contoso.test,10")
                .waitingFor(Wait.forLogMessage(".*started, version.*", 1));
        dns.start();
        started.push(dns);
        inside = MailContainer.start(network, this, "mail.example.test", "example.test", "[gw.example.test]:2525");
        started.push(inside);
        partner = MailContainer.start(network, this, "mx.contoso.test", "contoso.test", "");
        started.push(partner);
        writeConfiguration();
    }

    /** Everything but a gateway, running. */
    public static ContainerSite named(String name) {
        return new ContainerSite(name);
    }

    /** The file's own values would do for nothing: what the tests rely on stands over them. */
    private void writeConfiguration() {
        IssuedCertificate own = ca.issue("gw.example.test");
        folder.write("gateway.yaml", """
                hostname: of-the-file.test
                smtp: { bind: "127.0.0.1:2599" }
                domains: [{ domain: example.test, nextHop: "nowhere.example.test:25", verifyRecipients: false }]
                delivery: { retries: [2s] }
                probe: { every: off }
                """);
        folder.write("partners.yaml", """
                partners:
                  - name: contoso
                    domains: [contoso.test]
                    outbound: { level: secure, match: [mx.contoso.test], trustAnchors: ca.pem }
                """);
        folder.write("ca.pem", ca.own().chainPem());
        folder.write("tls/gateway.crt", own.chainPem()).write("tls/gateway.key", own.keyPem());
    }

    private Map<String, String> environment() {
        var environment = new HashMap<String, String>();
        environment.put("POSTERN_HOSTNAME", "gw.example.test");
        environment.put("POSTERN_SMTP_BIND", "0.0.0.0:2525");
        environment.put("POSTERN_DOMAINS_0_DOMAIN", "example.test");
        environment.put("POSTERN_DOMAINS_0_NEXT_HOP", "mail.example.test:25");
        environment.put("POSTERN_DOMAINS_0_OUTBOUND_LEVEL", "secure");
        environment.put("POSTERN_DOMAINS_0_OUTBOUND_TRUST_ANCHORS", "ca.pem");
        environment.put("POSTERN_RELAY_NETWORKS", inside.address() + "/32");
        environment.put("POSTERN_DNS_SERVERS", address(dns) + ":53");
        environment.put("POSTERN_LOG_FORMAT", "json");
        return environment;
    }

    private String address(GenericContainer<?> container) {
        return container.getContainerInfo().getNetworkSettings().getNetworks().values().stream()
                .filter(joined -> network.getId().equals(joined.getNetworkID()))
                .findFirst()
                .orElseThrow()
                .getIpAddress();
    }

    /** Starts a gateway and waits until its own health check says that it takes mail. All of one site have the same data. */
    public GatewayContainer startGateway() {
        var gateway = GatewayContainer.start(network, folder.conf(), data, environment());
        started.push(gateway);
        return gateway;
    }

    /** Starts one with these variables more, which ends by itself. */
    public GatewayContainer startWrongGateway(Map<String, String> more) {
        Map<String, String> environment = environment();
        environment.putAll(more);
        var gateway = GatewayContainer.startToEnd(network, folder.conf(), environment);
        started.push(gateway);
        return gateway;
    }

    private static DockerClient client() {
        return DockerClientFactory.instance().client();
    }

    @Override
    public void close() throws Exception {
        while (!started.isEmpty()) {
            started.pop().close();
        }
    }
}
