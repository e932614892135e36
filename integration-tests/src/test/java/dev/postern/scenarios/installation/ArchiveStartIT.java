package dev.postern.scenarios.installation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.testing.gateway.Archive;
import dev.postern.testing.gateway.GatewayProcess;
import dev.postern.testing.gateway.Site;
import dev.postern.testing.smtp.Letter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The archive runs where it was unpacked, whatever that place is called, and keeps nothing there. */
class ArchiveStartIT {
    private static Archive archive;
    private static Map<String, Archive.Entry> before;
    private static Site site;
    private static GatewayProcess gateway;

    @BeforeAll
    static void start() throws IOException {
        archive = Archive.unpackedIn("unpacked/in a folder $HOME with 'spaces'");
        archive.writable(false);
        before = archive.entries();
        site = Site.named("archive-start");
        site.folder.write(
                "partners.yaml",
                "partners:\n  - { name: contoso, domains: [contoso.test], outbound: { level: encrypt } }\n");
        Path link = site.folder.root().resolve("postern");
        Files.createSymbolicLink(link, archive.root().resolve("bin/postern"));
        gateway = GatewayProcess.startBy(
                site.folder,
                List.of(
                        "env",
                        "JAVA_HOME=" + System.getProperty("java.home"),
                        link.toString(),
                        "start",
                        "--conf",
                        site.folder.conf().toString(),
                        "--data",
                        site.folder.data().toString()));
    }

    @AfterAll
    static void stop() throws IOException {
        if (gateway != null) {
            gateway.close();
        }
        site.close();
        archive.writable(true);
    }

    @Test
    void thePartnersRuleHolds() throws IOException {
        try (var client = site.outside()) {
            assertThat(client.command("MAIL FROM:<alice@contoso.test>").text()).startsWith("530 5.7.10 ");
        }
    }

    @Test
    void mailIsTakenAndHandedInwardAndTheFolderStaysAsItWas() throws IOException {
        var letter = Letter.from("carol@stranger.test");
        try (var client = site.outside()) {
            assertThat(client.mail("carol@stranger.test", "bob@example.test", letter)
                            .code())
                    .isEqualTo(250);
        }

        assertThat(site.inside.await(letter).body()).isEqualTo(letter.body());
        assertThat(archive.entries()).isEqualTo(before);
    }
}
