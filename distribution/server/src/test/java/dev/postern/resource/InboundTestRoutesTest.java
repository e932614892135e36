package dev.postern.resource;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.api.InboundTestProgress;
import dev.postern.api.InboundTestProgress.State;
import dev.postern.api.IssuedInboundTest;
import dev.postern.api.Json;
import dev.postern.api.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InboundTestRoutesTest {
    @TempDir
    private static Path forTheRoutes = Path.of("");

    @TempDir
    private Path data = Path.of("");

    private ApiFixture api = ApiFixture.open(forTheRoutes);

    @BeforeEach
    void open() {
        api.close();
        api = ApiFixture.open(data);
    }

    @AfterEach
    void close() {
        api.close();
    }

    private String issue(String body) throws IOException {
        return api.send("POST /api/v1/inbound-tests", Role.OPERATOR, body);
    }

    private static <T> T read(String answer, Class<T> type) throws IOException {
        return Json.read(answer.substring(answer.indexOf("\r\n\r\n") + 4), type);
    }

    @Test
    void anAddressIsIssuedAndWaits() throws IOException {
        IssuedInboundTest issued = read(issue("{\"partner\":\"contoso\"}"), IssuedInboundTest.class);

        assertThat(issued.address()).matches("postern-test-[a-z2-7]{26}@example\\.org");
        assertThat(issued.senders()).containsExactly("contoso.test");
        assertThat(issued.expires())
                .isBetween(
                        Instant.now().plus(Duration.ofHours(23)), Instant.now().plus(Duration.ofHours(25)));
        InboundTestProgress progress =
                read(api.ask("GET /api/v1/inbound-tests/" + issued.id(), Role.AUDITOR), InboundTestProgress.class);
        assertThat(progress.state()).isEqualTo(State.WAITING);
        assertThat(progress.finished()).isFalse();
        assertThat(progress.events()).isEmpty();
    }

    /** Whoever reads the disk or a backup of it learns no address. */
    @Test
    void theFileIsTheOwnersAndHoldsNoAddress() throws IOException {
        IssuedInboundTest issued = read(issue("{\"partner\":\"contoso\"}"), IssuedInboundTest.class);
        Path file = data.resolve("inbound-tests");
        assertThat(Files.readString(file))
                .contains(issued.id(), "contoso")
                .doesNotContain(issued.address().substring(13, 39));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(Files.readString(data.resolve("admin-audit.jsonl")))
                .contains("inbound test issued")
                .doesNotContain("postern-test-");
    }

    @Test
    void theEleventhWithinAnHourIsTooMany() throws IOException {
        for (int count = 0; count < 10; count++) {
            assertThat(issue("{\"partner\":\"contoso\",\"validSeconds\":1}")).startsWith("HTTP/1.1 201 ");
        }
        assertThat(issue("{\"partner\":\"contoso\"}")).startsWith("HTTP/1.1 429 ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"partner\":\"contoso\",\"validSeconds\":0}",
                "{\"partner\":\"contoso\",\"validSeconds\":-1}",
                "{\"partner\":\"contoso\",\"validSeconds\":604801}",
                "{\"partner\":\"contoso\",\"domain\":\"contoso.test\"}",
                "{\"partner\":\"contoso\",\"domain\":\"no domain\"}"
            })
    void whatIsOutOfBoundsIsRejected(String body) throws IOException {
        assertThat(issue(body)).startsWith("HTTP/1.1 400 ");
        assertThat(data.resolve("inbound-tests")).doesNotExist();
    }

    @Test
    void nobodyIsNoPartner() throws IOException {
        assertThat(issue("{\"partner\":\"nobody\"}")).startsWith("HTTP/1.1 404 ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "-1", "1.5", "9999999999999999999"})
    void aNumberThatIsNoneIsRejected(String after) throws IOException {
        assertThat(api.ask("GET /api/v1/inbound-tests/x?after=" + after, Role.AUDITOR))
                .startsWith("HTTP/1.1 400 ");
    }
}
