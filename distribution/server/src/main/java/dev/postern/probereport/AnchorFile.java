package dev.postern.probereport;

import dev.postern.probe.ProbeRequest;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Names the file of trust anchors in the proposed lines.
 *
 * @param saved where the administrator has them saved; empty: nowhere yet
 */
public record AnchorFile(Optional<Path> saved) {
    String of(ProbeRequest request) {
        return saved.map(path -> path.toAbsolutePath().normalize().toString())
                .orElseGet(() -> "tls/" + request.domain().ascii() + "-ca.pem");
    }
}
