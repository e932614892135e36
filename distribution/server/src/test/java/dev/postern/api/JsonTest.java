package dev.postern.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The JSON of the admin port, which monitoring and scripts read. */
class JsonTest {
    record Case(Object value, String json) {}

    static List<Case> cases() {
        return List.of(
                new Case(Liveness.ALIVE, "{\"status\":\"alive\"}"),
                new Case(Health.of(Health.Status.READY), "{\"status\":\"ready\"}"),
                new Case(Health.of(Health.Status.NOT_READY), "{\"status\":\"not ready\"}"),
                new Case(
                        new Health(Health.Status.DEFERRING, Optional.of("full"), List.of(), List.of()),
                        "{\"status\":\"deferring new mail\",\"reason\":\"full\"}"),
                new Case(
                        new Health(Health.Status.READY, Optional.empty(), List.of("a"), List.of("b")),
                        "{\"status\":\"ready\",\"expiring\":[\"a\"],\"warnings\":[\"b\"]}"),
                new Case(
                        new QueueListing(
                                List.of(
                                        new QueueListing.Entry(
                                                "contoso", 2, Instant.parse("2026-11-29T12:00:00Z"), Optional.empty()),
                                        new QueueListing.Entry(
                                                "fabrikam",
                                                1,
                                                Instant.parse("2026-11-29T12:00:00.5Z"),
                                                Optional.of("rate.messages"))),
                                Optional.of("abc")),
                        "{\"entries\":[{\"name\":\"contoso\",\"messages\":2,\"oldest\":\"2026-11-29T12:00:00Z\"},"
                                + "{\"name\":\"fabrikam\",\"messages\":1,\"oldest\":\"2026-11-29T12:00:00.500Z\","
                                + "\"limitedBy\":\"rate.messages\"}],\"next\":\"abc\"}"),
                new Case(
                        new KeptListing(List.of(new KeptListing.Entry("contoso", "contoso.test", 2, "secure", "may"))),
                        "{\"entries\":[{\"partner\":\"contoso\",\"domain\":\"contoso.test\",\"messages\":2,"
                                + "\"rule\":\"secure\",\"released\":\"may\"}]}"),
                new Case(new FlushResult(Optional.of("contoso")), "{\"partner\":\"contoso\"}"),
                new Case(new FlushResult(Optional.empty()), "{}"),
                new Case(new ReleaseResult(3), "{\"messages\":3}"),
                new Case(new FlushRequest(Optional.of("contoso"), Optional.empty()), "{\"partner\":\"contoso\"}"),
                new Case(new FlushRequest(Optional.empty(), Optional.of(true)), "{\"all\":true}"),
                new Case(new ReleaseRequest("contoso"), "{\"name\":\"contoso\"}"),
                new Case(new TokenRequest("ci", Role.OPERATOR), "{\"name\":\"ci\",\"role\":\"operator\"}"),
                new Case(
                        new NewToken("ci", Role.ADMIN, "secret"),
                        "{\"name\":\"ci\",\"role\":\"admin\",\"secret\":\"secret\"}"),
                new Case(
                        new TokenListing(List.of(
                                new TokenListing.Entry("ci", Role.AUDITOR, Instant.parse("2026-11-29T12:00:00Z")))),
                        "{\"entries\":[{\"name\":\"ci\",\"role\":\"auditor\",\"added\":\"2026-11-29T12:00:00Z\"}]}"),
                new Case(
                        new PartnerListing(
                                List.of(new PartnerListing.Entry("contoso", "enforce", "secure", List.of("a.test"))),
                                Optional.empty()),
                        "{\"entries\":[{\"name\":\"contoso\",\"mode\":\"enforce\",\"outbound\":\"secure\","
                                + "\"domains\":[\"a.test\"]}]}"),
                new Case(
                        new PartnerDetails("contoso", "/etc/partners.yaml", Map.of("mode", "enforce")),
                        "{\"name\":\"contoso\",\"file\":\"/etc/partners.yaml\",\"policy\":{\"mode\":\"enforce\"}}"),
                new Case(
                        new ConfigurationProblems(List.of(new ConfigurationProblems.Entry(
                                "/etc/partners.yaml", Optional.of(3), Optional.empty(), "is wrong.", "Write it."))),
                        "{\"entries\":[{\"file\":\"/etc/partners.yaml\",\"line\":3,\"problem\":\"is wrong.\","
                                + "\"remedy\":\"Write it.\"}]}"),
                new Case(
                        new AuditListing(List.of(), 0, Optional.empty(), "abc"),
                        "{\"entries\":[],\"damaged\":0,\"end\":\"abc\"}"),
                new Case(
                        new Problem("Not Found", 404, "No such partner."),
                        "{\"title\":\"Not Found\",\"status\":404,\"detail\":\"No such partner.\"}"));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void isWrittenAndReadAgain(Case each) throws IOException {
        assertThat(Json.write(each.value())).isEqualTo(each.json() + "\n");
        assertThat((Object) Json.read(each.json(), each.value().getClass())).isEqualTo(each.value());
    }

    /** A command of an older version asks a newer gateway. */
    @Test
    void moreThanIsKnownIsNoError() throws IOException {
        assertThat(Json.read("{\"messages\":3,\"more\":{\"a\":[1]}}", ReleaseResult.class))
                .isEqualTo(new ReleaseResult(3));
    }

    @Test
    void anotherProgramsAnswerIsAnError() {
        for (String text : new String[] {"", "<html>", "404 page not found\n", "[1]"}) {
            assertThatThrownBy(() -> Json.read(text, Problem.class)).isInstanceOf(JsonProcessingException.class);
        }
    }
}
