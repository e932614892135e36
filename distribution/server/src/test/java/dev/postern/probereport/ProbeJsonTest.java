package dev.postern.probereport;

import static dev.postern.delivery.Attempting.NAME;
import static dev.postern.delivery.Attempting.SECURE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.postern.certificate.PemCertificates;
import dev.postern.delivery.Probing;
import dev.postern.delivery.ScriptedSmtpServer;
import dev.postern.probe.ProbeEvent;
import dev.postern.probe.ProbeResult;
import dev.postern.tls.CertificateAuthority;
import dev.postern.tls.TrustAnchors;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a program reads, and the file of a CA. */
class ProbeJsonTest {
    private static final JsonMapper MAPPER = new JsonMapper();

    private final ScriptedSmtpServer server = new ScriptedSmtpServer();
    private final List<ProbeEvent> events = new ArrayList<>();
    private final CertificateAuthority own =
            CertificateAuthority.create("Contoso Root").intermediate("Contoso CA");

    @TempDir
    private Path folder;

    @AfterEach
    void stop() {
        server.close();
    }

    private ProbeResult probed() {
        server.withTls(own.issue(NAME));
        return Probing.run(Probing.request(SECURE, server), events::add);
    }

    @Test
    void theDocumentHasEveryEventAndTheEnd() throws IOException {
        probed();

        JsonNode document = MAPPER.readTree(new ProbeJson(new AnchorFile(Optional.empty()))
                .document("contoso", "falls-short", List.of(events))
                .toPrettyString());

        assertThat(document.path("target").asText()).isEqualTo("contoso");
        assertThat(document.path("status").asText()).isEqualTo("falls-short");
        JsonNode all = document.path("probes").path(0).path("events");
        assertThat(all).hasSameSizeAs(events);
        JsonNode end = all.path(all.size() - 1);
        assertThat(end.path("event").asText()).isEqualTo("end");
        assertThat(end.path("status").asText()).isEqualTo("falls-short");
        assertThat(end.path("failure").asText()).isEqualTo("certificate-not-trusted");
        assertThat(end.path("advice")).isNotEmpty();
        JsonNode proposal = end.path("proposals").path(0);
        assertThat(proposal.path("level").asText()).isEqualTo("secure");
        assertThat(proposal.path("yaml").asText()).contains("trustAnchors");
        assertThat(proposal.path("compareFingerprints").asBoolean()).isTrue();
    }

    @Test
    void eachEventIsOneLine() throws IOException {
        probed();
        var form = new ProbeJson(new AnchorFile(Optional.empty()));

        for (ProbeEvent event : events) {
            String line = form.event(event).toString();
            assertThat(line).doesNotContain("\n");
            assertThat(MAPPER.readTree(line).path("event").asText()).isNotEmpty();
        }
    }

    @Test
    void theCaIsSavedAsTheReaderOfTrustAnchorsReadsIt() throws Exception {
        ProbeResult result = probed();
        Path file = folder.resolve("ca.pem");

        SavedAnchors.write(SavedAnchors.of(List.of(result)), file);

        assertThat(PemCertificates.parseTrustAnchors(Files.readAllBytes(file), TrustAnchors.Role.SERVER))
                .containsExactly(own.certificate());
        assertThatThrownBy(() -> SavedAnchors.write(SavedAnchors.of(List.of(result)), file))
                .isInstanceOf(FileAlreadyExistsException.class);
    }
}
