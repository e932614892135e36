package dev.postern.changes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.tls.DnsName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReleasesTest {
    private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");
    private static final DnsName CONTOSO = new DnsName("contoso.test");
    private static final DnsName BELOW = new DnsName("eu.contoso.test");

    @TempDir
    private Path directory;

    private Releases open() {
        return Releases.open(directory.resolve("releases"), Clock.fixed(NOW, ZoneOffset.UTC));
    }

    @Test
    void nothingIsReleasedByItself() {
        assertThat(open().isReleased("contoso", CONTOSO, NOW)).isFalse();
    }

    @Test
    void aReleaseOfAPartnerHoldsForAllItsDomainsAndAlsoAfterARestart() throws IOException {
        open().releasePartner("contoso");

        Releases restarted = open();
        assertThat(restarted.isReleased("contoso", CONTOSO, NOW)).isTrue();
        assertThat(restarted.isReleased("contoso", BELOW, NOW.minusSeconds(86400)))
                .isTrue();
        assertThat(restarted.isReleased("fabrikam", CONTOSO, NOW)).isFalse();
    }

    @Test
    void aReleaseOfADomainHoldsForThatDomainOnly() throws IOException {
        open().releaseDomain(CONTOSO);

        assertThat(open().isReleased("contoso", CONTOSO, NOW)).isTrue();
        assertThat(open().isReleased("contoso", BELOW, NOW)).isFalse();
    }

    /** Else one release would for ever undo the promise to that partner's mail. */
    @Test
    void mailThatIsAcceptedLaterIsNotReleased() throws IOException {
        open().releasePartner("contoso");

        assertThat(open().isReleased("contoso", CONTOSO, NOW.plusMillis(1))).isFalse();
    }

    @Test
    void aSecondReleaseKeepsTheFirst() throws IOException {
        open().releasePartner("contoso");
        open().releasePartner("fabrikam");

        assertThat(open().isReleased("contoso", CONTOSO, NOW)).isTrue();
    }

    @Test
    void aFileThatCannotBeReadReleasesNothing() throws IOException {
        open().releasePartner("contoso");
        Files.writeString(directory.resolve("releases"), "partner contoso 2026-11-28T12:00:00Z\nhalf a li");

        assertThat(open().isReleased("contoso", CONTOSO, NOW)).isFalse();
    }
}
