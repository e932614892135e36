package dev.postern.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The Kubernetes objects that ship. */
final class Manifests {
    private static final Path FOLDER = Path.of("kubernetes");
    private static final JsonMapper JSON = new JsonMapper();

    private final List<JsonNode> objects;

    private Manifests(List<JsonNode> objects) {
        this.objects = objects;
    }

    /** Those that {@code kubectl apply -f} takes. */
    static Manifests shipped() throws IOException {
        return in(FOLDER);
    }

    static Manifests examples() throws IOException {
        return in(FOLDER.resolve("examples"));
    }

    private static Manifests in(Path folder) throws IOException {
        List<JsonNode> objects = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                // YAML 1.1 reads an unquoted 0440 as octal, as Kubernetes does; this reader is of 1.2.
                var reader = new Load(
                        LoadSettings.builder().setLabel(file.toString()).build());
                reader.loadAllFromString(Files.readString(file))
                        .forEach(object -> objects.add(JSON.valueToTree(object)));
            }
        }
        return new Manifests(objects);
    }

    List<JsonNode> all() {
        return objects;
    }

    JsonNode only(String kind, String name) {
        List<JsonNode> found = objects.stream()
                .filter(object -> object.path("kind").asText().equals(kind))
                .filter(object -> object.at("/metadata/name").asText().equals(name))
                .toList();
        if (found.size() != 1) {
            throw new AssertionError(found.size() + " of " + kind + " " + name);
        }
        return found.get(0);
    }

    JsonNode pod() {
        return only("StatefulSet", "postern").at("/spec/template/spec");
    }

    JsonNode container() {
        return pod().at("/containers/0");
    }

    /** The container's variables. */
    Map<String, String> environment() {
        return container()
                .path("env")
                .valueStream()
                .collect(Collectors.toMap(
                        variable -> variable.get("name").asText(),
                        variable -> variable.get("value").asText()));
    }

    /** The number of the container's port of that name. */
    int port(String name) {
        return container()
                .path("ports")
                .valueStream()
                .filter(port -> port.get("name").asText().equals(name))
                .findFirst()
                .orElseThrow()
                .get("containerPort")
                .asInt();
    }

    /** Where that volume is mounted. */
    String mount(String volume) {
        return container()
                .path("volumeMounts")
                .valueStream()
                .filter(mount -> mount.get("name").asText().equals(volume))
                .findFirst()
                .orElseThrow()
                .get("mountPath")
                .asText();
    }
}
