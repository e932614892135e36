package dev.postern.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AdminServerTest {
    private Optional<AdminPort> open = Optional.empty();

    @AfterEach
    void stop() {
        open.ifPresent(AdminPort::close);
    }

    private AdminPort open(AdminRoute... routes) throws Exception {
        AdminPort port = AdminPort.open(routes);
        open = Optional.of(port);
        return port;
    }

    private AdminPort gateway(boolean takesMail, Optional<String> refusal) throws Exception {
        return open(new LivenessRoute(), new HealthRoute(AdminPort.sources("a", takesMail, refusal)));
    }

    @Test
    void aGatewayThatTakesNoMailIsNotReady() throws Exception {
        assertThat(gateway(false, Optional.empty()).status("/healthz")).isEqualTo(503);
    }

    /** Ending it would make no room. */
    @Test
    void aGatewayThatTakesNoMailIsAliveAllTheSame() throws Exception {
        assertThat(gateway(false, Optional.of("full")).status("/livez")).isEqualTo(200);
    }

    @Test
    void aGatewayThatRefusesNewMailSaysWhy() throws Exception {
        assertThat(gateway(true, Optional.of("the \"disk\" is full")).ask("GET /healthz", ""))
                .startsWith("HTTP/1.1 503 ")
                .contains("\r\nPostern-Instance: a\r\n")
                .endsWith("\r\n\r\n{\"status\":\"deferring new mail\",\"reason\":\"the \\\"disk\\\" is full\"}\n");
    }

    /** A load balancer may ask by HEAD, to which Javalin by itself says 200. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void headIsAnsweredAsGetIsWithoutTheBody(boolean ready) throws Exception {
        assertThat(gateway(ready, Optional.empty()).ask("HEAD /healthz", ""))
                .startsWith(ready ? "HTTP/1.1 200 " : "HTTP/1.1 503 ")
                .endsWith("\r\n\r\n");
    }

    @Test
    void theAddressIsNotTakenTwice() throws Exception {
        var taken = new InetSocketAddress(
                InetAddress.getLoopbackAddress(),
                gateway(true, Optional.empty()).port());
        assertThatThrownBy(() -> AdminServer.open(taken, Set.of(), AdminPort.authorization()))
                .isInstanceOf(BindException.class);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\'', textBlock = """
            GET /                | 404 | {"title":"Not Found","status":404,"detail":"No such path."}
            GET /queue/../healthz| 404 | {"title":"Not Found","status":404,
            GET /%2e%2e/etc      | 400 | {"title":"Bad Request","status":400,
            GET /livez;a=b       | 404 | {"title":"Not Found","status":404,
            POST /healthz        | 405 | {"title":"Method Not Allowed","status":405,"detail":"Use one of the methods in Allow."}
            DELETE /livez        | 405 | {"title":"Method Not Allowed","status":405,"detail":"Use one of the methods in Allow."}
            TRACE /livez         | 405 | {"title":"Method Not Allowed",
            GET /a b             | 400 | {"title":"Bad Request","status":400,"detail":"Bad Request."}
            GET /broken          | 500 | {"title":"Server Error","status":500,"detail":"Internal error. The gateway's log has more."}
            GET /secret          | 403 | {"title":"Forbidden","status":403,"detail":"Only programs on the gateway's own machine may use this path,
            """)
    void anErrorIsAProblemThatTellsNothingInternal(String request, int status, String problem) throws Exception {
        String answer = open(
                        new LivenessRoute(),
                        new HealthRoute(AdminPort.sources("a", true, Optional.empty())),
                        TestRoute.get("/broken", context -> {
                            throw new IllegalStateException("/var/lib/postern");
                        }),
                        new TestRoute(Endpoint.get("/secret", Access.ADMIN), context -> {}))
                .ask(request, "");

        assertThat(answer)
                .startsWith("HTTP/1.1 " + status + " ")
                .doesNotContain("/var/lib/postern", "IllegalState", "Jetty", "Javalin", "<html");
        if (status >= 400) {
            assertThat(answer)
                    .containsIgnoringCase("\r\nContent-Type: application/problem+json")
                    .contains("\r\n\r\n" + problem);
        }
    }

    @Test
    void aMethodThatAPathDoesNotHaveIsToldThoseItHas() throws Exception {
        assertThat(gateway(true, Optional.empty()).ask("POST /healthz", ""))
                .startsWith("HTTP/1.1 405 ")
                .contains("\r\nAllow: GET, HEAD\r\n");
    }

    /** No session, no banner, no permission for other origins, and nothing that a cache keeps. */
    @Test
    void theAnswerSaysNothingOfTheServerAndSetsNoCookie() throws Exception {
        assertThat(gateway(true, Optional.empty())
                        .ask("GET /healthz", "Origin: https://evil.test\r\nCookie: JSESSIONID=abc\r\n"))
                .startsWith("HTTP/1.1 200 ")
                .contains("\r\nCache-Control: no-store\r\n", "\r\nX-Content-Type-Options: nosniff\r\n")
                .doesNotContainIgnoringCase("\r\nServer:")
                .doesNotContainIgnoringCase("\r\nX-Powered-By:")
                .doesNotContainIgnoringCase("Set-Cookie")
                .doesNotContainIgnoringCase("Access-Control-");
    }

    @Test
    void aPreflightOfAnotherOriginIsAllowedNothing() throws Exception {
        assertThat(gateway(true, Optional.empty())
                        .ask(
                                "OPTIONS /healthz",
                                "Origin: https://evil.test\r\nAccess-Control-Request-Method: POST\r\n"
                                        + "Access-Control-Request-Headers: postern-command\r\n"))
                .startsWith("HTTP/1.1 405 ")
                .doesNotContainIgnoringCase("Access-Control-");
    }
}
