package dev.postern.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.net.InetAddresses;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may use which route. */
class CallerTest {
    @ParameterizedTest
    @CsvSource({
        // client, the address it talks to, Host, has the header of a command: by address, command, may learn reasons
        "127.0.0.1, 127.0.0.1, 127.0.0.1, true, true, true, true",
        "::1, ::1, ::1, true, true, true, true",
        "127.0.0.1, 127.0.0.1, localhost, true, true, true, true",
        "192.0.2.7, 192.0.2.7, 192.0.2.7, true, true, true, true", // bound to one of the machine's own addresses
        "127.0.0.1, 127.0.0.1, 127.0.0.1, false, true, false, true", // a browser here, or curl
        "127.0.0.1, 127.0.0.1, evil.test, true, false, false, false", // DNS rebinding
        "127.0.0.1, 127.0.0.1, 127.0.0.1.evil.test, true, false, false, false",
        "127.0.0.1, 127.0.0.1, none, true, false, false, true", // postern health, by HTTP/1.0
        "192.0.2.1, 192.0.2.7, 192.0.2.7, true, true, false, false", // Prometheus elsewhere
        "2001:db8::1, 2001:db8::7, 2001:db8::7, true, true, false, false",
        "192.0.2.1, 192.0.2.7, none, true, false, false, false", // a kubelet
    })
    void isToldAndAllowedWhatItShould(
            String client,
            String here,
            String host,
            boolean header,
            boolean address,
            boolean command,
            boolean reasons) {
        var caller = Caller.of(
                InetAddresses.forString(client),
                InetAddresses.forString(here),
                Optional.of(host).filter(name -> !name.equals("none")),
                header,
                false);

        assertThat(caller.isByAddress()).isEqualTo(address);
        assertThat(caller.isCommand()).isEqualTo(command);
        assertThat(caller.mayLearnReasons()).isEqualTo(reasons);
        assertThat(Access.ANYONE.refusal(caller)).isEmpty();
        assertThat(Access.BY_ADDRESS.refusal(caller).isEmpty()).isEqualTo(address);
        assertThat(List.of(Access.AUDITOR, Access.OPERATOR, Access.ADMIN))
                .allMatch(access -> access.refusal(caller).isEmpty() == command);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            127.0.0.1:8000        | Postern-Command: queue                              | 200
            LOCALHOST             | postern-command: queue                              | 200
            [::1]:8000            | postern-command: queue                              | 200
            evil.test             | Postern-Command: queue                              | 403
            evil.test:8000        | Postern-Command: queue, X-Forwarded-Host: 127.0.0.1 | 403
            127.0.0.1             | X-Forwarded-For: 127.0.0.1                          | 403
            127.0.0.1             | Origin: https://evil.test                           | 403
            127.0.0.1             | Cookie: Postern-Command=queue                       | 403
            127.0.0.1             | Postern-Command: queue, Origin: https://evil.test   | 403
            127.0.0.1             | Postern-Command: queue, Origin: null                | 403
            127.0.0.1             | Postern-Command: queue, Origin: http://127.0.0.1    | 403
            """)
    void isRecognizedByTheRequest(String host, String headers, int status) throws Exception {
        var route = new TestRoute(Endpoint.post("/command", Access.OPERATOR), context -> {});
        try (var port = AdminPort.open(route)) {
            assertThat(port.ask(
                            "POST /command",
                            host,
                            "Authorization: Bearer admin\r\n" + headers.replace(", ", "\r\n") + "\r\n",
                            ""))
                    .startsWith("HTTP/1.1 " + status + " ");
        }
    }

    @Test
    void metricsAreForThoseWhoNameTheAddress() throws Exception {
        var route = new TestRoute(Endpoint.get("/metrics", Access.BY_ADDRESS), context -> {});
        try (var port = AdminPort.open(route)) {
            assertThat(port.ask("GET /metrics", "127.0.0.1", "", "")).startsWith("HTTP/1.1 200 ");
            assertThat(port.ask("GET /metrics", "evil.test", "", ""))
                    .startsWith("HTTP/1.1 403 ")
                    .contains("DNS rebinding");
        }
    }
}
