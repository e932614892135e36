package dev.postern.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.admin.AdminPort;
import dev.postern.admin.AdminRoute;
import dev.postern.admin.AdminServer;
import dev.postern.admin.HealthRoute;
import dev.postern.admin.LivenessRoute;
import dev.postern.gateway.Configuration;
import dev.postern.gateway.GatewayConfiguration;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The objects for Kubernetes fit one another, the configuration, and the image. */
class ManifestsTest {
    private final Manifests shipped = shipped();

    private static Manifests shipped() {
        try {
            return Manifests.shipped();
        } catch (IOException e) {
            throw new IllegalStateException("the manifests cannot be read", e);
        }
    }

    @Test
    void theGatewayAcceptsTheConfigurationAndTheEnvironment(@TempDir Path conf) throws IOException {
        GatewayConfiguration gateway = configuration(conf);

        assertThat(gateway.smtp().bind().getPort()).isEqualTo(shipped.port("smtp"));
        assertThat(gateway.admin().getPort()).isEqualTo(shipped.port("admin"));
        // The kubelet is another host.
        assertThat(gateway.admin().getAddress().isAnyLocalAddress()).isTrue();
        assertThat(gateway.tls().certificate()).hasParentRaw(Path.of(shipped.mount("certificate")));
        assertThat(gateway.tls().privateKey()).hasParentRaw(Path.of(shipped.mount("certificate")));
    }

    @Test
    void theExampleOfAPasswordIsAccepted(@TempDir Path conf) throws IOException {
        var example = Manifests.examples();
        Path secret = Files.writeString(conf.resolve("password"), "hunter2\n");
        var environment = new HashMap<>(shipped.environment());
        environment.putAll(example.environment());
        assertThat(environment.replace("POSTERN_QUEUE_PASSWORD_FILE", secret.toString()))
                .isEqualTo(example.mount("broker") + "/password");

        write(conf);
        var queue = Configuration.load(conf, environment).gateway().queue();

        assertThat(queue.brokers().orElseThrow().password().text()).isEqualTo("hunter2");
        assertThat(example.only("Secret", "postern-broker")
                        .at("/stringData/password")
                        .isTextual())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({"startupProbe, 200", "livenessProbe, 200", "readinessProbe, 503"})
    void aProbeAsksForAPageThatThereIsAndAFullDiskKillsNobody(String probe, int whileNoMailIsTaken) throws Exception {
        JsonNode asked = shipped.container().get(probe).get("httpGet");
        assertThat(asked.get("port").asText()).isEqualTo("admin");
        String page = asked.get("path").asText();
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var bind = new InetSocketAddress(socket.getInetAddress(), socket.getLocalPort());
            socket.close();
            try (var ignored =
                    AdminServer.open(bind, routes(Optional.of("the disk is full")), AdminPort.authorization())) {
                assertThat(status(bind, page)).isEqualTo(whileNoMailIsTaken);
            }
            try (var ignored = AdminServer.open(bind, routes(Optional.empty()), AdminPort.authorization())) {
                assertThat(status(bind, page)).isEqualTo(200);
            }
        }
    }

    private static Set<AdminRoute> routes(Optional<String> refusal) {
        return Set.of(new LivenessRoute(), new HealthRoute(AdminPort.sources("a", true, refusal)));
    }

    @Test
    void aDamagedQueueHasTimeToBeReadAndAStopTimeToFinish() {
        JsonNode startup = shipped.container().get("startupProbe");
        int seconds = startup.get("periodSeconds").asInt()
                * startup.get("failureThreshold").asInt();

        assertThat(seconds).isGreaterThanOrEqualTo(300);
        assertThat(shipped.pod().get("terminationGracePeriodSeconds").asInt()).isGreaterThanOrEqualTo(90);
    }

    @ParameterizedTest
    @ValueSource(strings = {"postern", "postern-pods"})
    void aServiceLeadsToThePodsMailPortAndNotToItsAdminPort(String service) {
        JsonNode spec = shipped.only("Service", service).get("spec");

        assertThat(spec.get("selector")).isEqualTo(labels());
        assertThat(spec.get("ports"))
                .singleElement()
                .satisfies(port -> assertThat(port.get("targetPort").asText()).isEqualTo("smtp"));
    }

    @Test
    void theWorldComesWithItsOwnAddresses() {
        JsonNode spec = shipped.only("Service", "postern").get("spec");

        assertThat(spec.get("externalTrafficPolicy").asText()).isEqualTo("Local");
        assertThat(spec.at("/ports/0/port").asInt()).isEqualTo(25);
    }

    /** Each pod of a namespace is told of its Services by variables, which here would be unknown keys. */
    @Test
    void noVariableOfAServiceGetsIntoThePod() {
        assertThat(shipped.pod().get("enableServiceLinks").asBoolean(true)).isFalse();
    }

    @Test
    void thePodHasNoMoreRightsThanItNeeds() throws IOException {
        JsonNode pod = shipped.pod().get("securityContext");
        JsonNode container = shipped.container().get("securityContext");
        int user = Integer.parseInt(fromDockerfile("(?m)^USER (\\d+):\\d+$"));

        assertThat(pod.get("runAsNonRoot").asBoolean()).isTrue();
        assertThat(List.of("runAsUser", "runAsGroup", "fsGroup"))
                .allSatisfy(key -> assertThat(pod.get(key).asInt()).isEqualTo(user));
        assertThat(container.get("readOnlyRootFilesystem").asBoolean()).isTrue();
        assertThat(container.get("allowPrivilegeEscalation").asBoolean(true)).isFalse();
        assertThat(container.at("/capabilities/drop/0").asText()).isEqualTo("ALL");
    }

    @Test
    void theVolumesAreWhereTheImageLooks() throws IOException {
        assertThat(shipped.mount("conf")).isEqualTo(fromDockerfile("POSTERN_CONF=(\\S+)"));
        assertThat(shipped.mount("data")).isEqualTo(fromDockerfile("POSTERN_DATA=(\\S+)"));
        assertThat(shipped.container().get("volumeMounts"))
                .as("with a subPath a change would not get into a pod that runs")
                .noneMatch(mount -> mount.has("subPath"));
    }

    @Test
    void whatIsMountedIsThere() throws IOException {
        JsonNode set = shipped.only("StatefulSet", "postern").get("spec");
        List<String> volumes = Stream.concat(
                        shipped.pod().get("volumes").valueStream().map(volume -> volume.get("name")),
                        set.get("volumeClaimTemplates").valueStream().map(claim -> claim.at("/metadata/name")))
                .map(JsonNode::asText)
                .toList();
        assertThat(shipped.container()
                        .get("volumeMounts")
                        .valueStream()
                        .map(mount -> mount.get("name").asText()))
                .containsExactlyInAnyOrderElementsOf(volumes);

        shipped.only("ConfigMap", volume("conf").at("/configMap/name").asText());
        Manifests.examples()
                .only("Secret", volume("certificate").at("/secret/secretName").asText());
        shipped.only("Service", set.get("serviceName").asText());
        assertThat(set.at("/selector/matchLabels")).isEqualTo(labels());
    }

    /** Applied as it is, it would take the place of the real one. */
    @Test
    void noSecretIsAppliedWithTheRest() {
        assertThat(shipped.all())
                .hasSizeGreaterThan(3)
                .noneMatch(object -> object.get("kind").asText().equals("Secret"));
    }

    private GatewayConfiguration configuration(Path conf) throws IOException {
        write(conf);
        return Configuration.load(conf, shipped.environment()).gateway();
    }

    private void write(Path conf) throws IOException {
        for (Map.Entry<String, JsonNode> file :
                shipped.only("ConfigMap", "postern").get("data").properties()) {
            Files.writeString(conf.resolve(file.getKey()), file.getValue().asText());
        }
    }

    private JsonNode labels() {
        return shipped.only("StatefulSet", "postern").at("/spec/template/metadata/labels");
    }

    private JsonNode volume(String name) {
        return shipped.pod()
                .get("volumes")
                .valueStream()
                .filter(volume -> volume.get("name").asText().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static String fromDockerfile(String wanted) throws IOException {
        var found = Pattern.compile(wanted).matcher(Files.readString(Path.of("docker/Dockerfile")));
        assertThat(found.find()).as(wanted).isTrue();
        return found.group(1);
    }

    private static int status(InetSocketAddress address, String page) throws Exception {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + address.getPort() + page))
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }
}
