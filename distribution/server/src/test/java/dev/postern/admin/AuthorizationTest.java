package dev.postern.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import com.google.common.base.Ticker;
import com.google.common.net.InetAddresses;
import dev.postern.api.Role;
import dev.postern.partner.LoggedLines;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a token opens, and what opens nothing. */
class AuthorizationTest {
    private static final String COMMAND = "Postern-Command: test\r\n";

    private final AdminPort port;

    AuthorizationTest() throws IOException {
        port = AdminPort.open(
                new TestRoute(Endpoint.get("/read", Access.AUDITOR), context -> context.result("read")),
                new TestRoute(Endpoint.post("/operate", Access.OPERATOR), context -> context.result("done")),
                new TestRoute(Endpoint.delete("/administer", Access.ADMIN), context -> context.result("done")));
    }

    @AfterEach
    void stop() {
        port.close();
    }

    @ParameterizedTest
    @CsvSource({
        "GET /read, auditor, 200",
        "GET /read, operator, 200",
        "GET /read, admin, 200",
        "HEAD /read, auditor, 200",
        "POST /operate, auditor, 403",
        "POST /operate, operator, 200",
        "POST /operate, admin, 200",
        "DELETE /administer, auditor, 403",
        "DELETE /administer, operator, 403",
        "DELETE /administer, admin, 200",
        "GET /read, nobody, 401",
        "HEAD /read, nobody, 401",
        "POST /operate, nobody, 401",
        "DELETE /administer, nobody, 401"
    })
    void aTokenOpensWhatItsRoleMayDo(String request, String secret, int status) throws IOException {
        assertThat(port.ask(request, COMMAND + "Authorization: Bearer " + secret + "\r\n"))
                .startsWith("HTTP/1.1 " + status + " ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Authorization: \r\n",
                "Authorization: Bearer\r\n",
                "Authorization: Bearer \r\n",
                "Authorization: admin\r\n",
                "Authorization: Basic YWRtaW46YWRtaW4=\r\n",
                "Authorization: Bearer admin\r\nAuthorization: Bearer admin\r\n",
                "Proxy-Authorization: Bearer admin\r\n",
                "Cookie: Authorization=Bearer admin\r\n"
            })
    void withoutATokenTheClientIsAskedForOne(String headers) throws IOException {
        assertThat(port.ask("GET /read", COMMAND + headers))
                .startsWith("HTTP/1.1 401 ")
                .contains("\r\nWWW-Authenticate: Bearer realm=\"postern\"\r\n")
                .containsIgnoringCase("\r\nContent-Type: application/problem+json")
                .contains("\"status\":401");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Admin", "admin ,", "admi", "adminn", "\"admin\"", "admin,operator", "a dmin", "%61dmin"})
    void whatOnlyResemblesATokenIsInvalid(String secret) throws IOException {
        assertThat(port.ask("GET /read", COMMAND + "Authorization: Bearer " + secret + "\r\n"))
                .startsWith("HTTP/1.1 401 ")
                .contains("\r\nWWW-Authenticate: Bearer realm=\"postern\", error=\"invalid_token\"\r\n");
    }

    @Test
    void theSchemeIsOfAnyCase() throws IOException {
        assertThat(port.ask("GET /read", COMMAND + "authorization: bearer admin\r\n"))
                .startsWith("HTTP/1.1 200 ");
    }

    @Test
    void aRoleThatIsTooSmallIsToldWhichItNeeds() throws IOException {
        assertThat(port.ask("POST /operate", AdminPort.headers(Role.AUDITOR)))
                .startsWith("HTTP/1.1 403 ")
                .contains("error=\"insufficient_scope\", scope=\"operator\"")
                .endsWith("\"detail\":\"This needs a token of role operator; yours has role auditor.\"}\n");
    }

    /** A token in a URL ends in logs and histories. */
    @Test
    void aTokenInTheUrlIsNone() throws IOException {
        assertThat(port.ask("GET /read?access_token=admin", COMMAND)).startsWith("HTTP/1.1 401 ");
    }

    @Test
    void manyInvalidTokensAreAnsweredInFewWordsAndLockNobodyOut() throws IOException {
        try (var log = new LoggedLines(FailedAttempts.class)) {
            for (int attempt = 0; attempt < FailedAttempts.LIMIT; attempt++) {
                assertThat(port.ask("GET /read", COMMAND + "Authorization: Bearer guess" + attempt + "\r\n"))
                        .startsWith("HTTP/1.1 401 ");
            }
            for (int attempt = 0; attempt < 5; attempt++) {
                assertThat(port.ask("GET /read", COMMAND + "Authorization: Bearer guess" + attempt + "\r\n"))
                        .startsWith("HTTP/1.1 429 ")
                        .contains("\r\nRetry-After: 60\r\n");
            }
            assertThat(log.at(Level.WARN))
                    .hasSize(FailedAttempts.LIMIT)
                    .allMatch(line ->
                            line.startsWith("Rejected an invalid admin token: address=127.0.0.1 request=\"GET /read\""))
                    .noneMatch(line -> line.contains("guess"));
        }
        assertThat(port.ask("GET /read", AdminPort.headers(Role.AUDITOR))).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void addressesAreCountedEachForItselfAndForgotten() {
        var now = new AtomicLong();
        var failed = new FailedAttempts(new Ticker() {
            @Override
            public long read() {
                return now.get();
            }
        });
        try (var log = new LoggedLines(FailedAttempts.class)) {
            InetAddress one = InetAddresses.forString("192.0.2.1");
            for (int attempt = 0; attempt < FailedAttempts.LIMIT; attempt++) {
                assertThat(failed.isWithinLimit(one, "GET /")).isTrue();
            }
            assertThat(failed.isWithinLimit(one, "GET /")).isFalse();
            assertThat(failed.isWithinLimit(InetAddresses.forString("192.0.2.2"), "GET /"))
                    .isTrue();
            now.addAndGet(FailedAttempts.PERIOD.plus(Duration.ofSeconds(1)).toNanos());
            assertThat(failed.isWithinLimit(one, "GET /")).isTrue();
            assertThat(log.at(Level.WARN)).hasSize(FailedAttempts.LIMIT + 2);
        }
    }

    @Test
    void theTableOfAddressesIsBoundedAndLoopbackIsOneOfThem() {
        var failed = new FailedAttempts(Ticker.systemTicker());
        try (var log = new LoggedLines(FailedAttempts.class)) {
            for (int address = 0; address < 2 * FailedAttempts.MOST_ADDRESSES; address++) {
                failed.isWithinLimit(InetAddresses.fromInteger(0x7f000001 + address), "GET /");
            }
            assertThat(failed.size()).isEqualTo(1);
            assertThat(log.at(Level.WARN)).hasSize(FailedAttempts.LIMIT);
            for (int address = 0; address < 2 * FailedAttempts.MOST_ADDRESSES; address++) {
                failed.isWithinLimit(InetAddresses.fromInteger(0x0a000001 + address), "GET /");
            }
            assertThat(failed.size()).isEqualTo(FailedAttempts.MOST_ADDRESSES);
        }
    }

    /** Any page of another origin can have a browser send a GET. */
    @Test
    void noRouteWithoutATokenChangesAnything() {
        assertThatThrownBy(() -> Endpoint.post("/x", Access.ANYONE)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Endpoint.delete("/x", Access.BY_ADDRESS)).isInstanceOf(IllegalArgumentException.class);
    }
}
