package dev.postern.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
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
                        new QueueListing(List.of(
                                new QueueListing.Entry(
                                        "contoso", 2, Instant.parse("2026-11-29T12:00:00Z"), Optional.empty()),
                                new QueueListing.Entry(
                                        "fabrikam",
                                        1,
                                        Instant.parse("2026-11-29T12:00:00.5Z"),
                                        Optional.of("rate.messages")))),
                        "{\"entries\":[{\"name\":\"contoso\",\"messages\":2,\"oldest\":\"2026-11-29T12:00:00Z\"},"
                                + "{\"name\":\"fabrikam\",\"messages\":1,\"oldest\":\"2026-11-29T12:00:00.500Z\","
                                + "\"limitedBy\":\"rate.messages\"}]}"),
                new Case(
                        new KeptListing(List.of(new KeptListing.Entry("contoso", "contoso.test", 2, "secure", "may"))),
                        "{\"entries\":[{\"partner\":\"contoso\",\"domain\":\"contoso.test\",\"messages\":2,"
                                + "\"rule\":\"secure\",\"released\":\"may\"}]}"),
                new Case(new FlushResult(Optional.of("contoso")), "{\"partner\":\"contoso\"}"),
                new Case(new FlushResult(Optional.empty()), "{}"),
                new Case(new ReleaseResult(3), "{\"messages\":3}"),
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
