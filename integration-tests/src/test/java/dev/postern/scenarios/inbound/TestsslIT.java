package dev.postern.scenarios.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.scenarios.scene.InboundScene;
import dev.postern.scenarios.scene.SharedScene;
import dev.postern.testing.peers.Testssl;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What an auditor's scanner says. Version 3.0 of testssl, Debian's, has no STARTTLS injection test: {@link
 * CommandInjectionIT} is that test.
 */
@ExtendWith(SharedScene.class)
class TestsslIT {
    private static final Set<String> FINE = Set.of("OK", "INFO");
    /** What it says about itself and about protocols other than HTTP. */
    private static final Set<String> NOT_ABOUT_TLS = Set.of("engine_problem", "service");

    private final InboundScene scene;

    TestsslIT(InboundScene scene) {
        this.scene = scene;
    }

    @Test
    void noWeakProtocolAndNoWeakCipher() {
        Testssl.assumeInstalled();

        List<Testssl.Finding> findings = Testssl.startTls(
                scene.site.folder.root(),
                scene.site.smtp,
                "--protocols",
                "--standard",
                "--pfs",
                "--renegotiation",
                "--compression",
                "--heartbleed",
                "--ccs-injection",
                "--robot");

        assertThat(findings)
                .filteredOn(finding -> !NOT_ABOUT_TLS.contains(finding.id()))
                .filteredOn(finding -> !FINE.contains(finding.severity()))
                .as("what testssl found")
                .isEmpty();
        for (String version : List.of("SSLv2", "SSLv3", "TLS1", "TLS1_1")) {
            assertThat(textOf(findings, version)).startsWith("not offered");
        }
        assertThat(textOf(findings, "TLS1_2")).startsWith("offered");
        assertThat(textOf(findings, "TLS1_3")).startsWith("offered");
        for (String kind : List.of("NULL", "aNULL", "EXPORT", "LOW", "3DES_IDEA", "AVERAGE")) {
            assertThat(textOf(findings, "cipherlist_" + kind)).startsWith("not offered");
        }
        assertThat(textOf(findings, "PFS")).startsWith("offered");
    }

    private static String textOf(List<Testssl.Finding> findings, String id) {
        return findings.stream()
                .filter(finding -> finding.id().equals(id))
                .map(Testssl.Finding::text)
                .findFirst()
                .orElseThrow(() -> new AssertionError("testssl said nothing about " + id + ": " + findings));
    }
}
