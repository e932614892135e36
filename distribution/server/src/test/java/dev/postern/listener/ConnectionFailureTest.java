package dev.postern.listener;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.SocketException;
import java.nio.channels.ClosedChannelException;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ConnectionFailureTest {
    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of(new ClosedChannelException(), "the client closed the connection"),
                Arguments.of(new SSLException((String) null), "SSLException"),
                Arguments.of(new IOException(" "), "IOException"),
                Arguments.of(new SocketException("Connection reset"), "Connection reset"),
                Arguments.of(new SSLException("not a record:\r\n2026 INFO forged"), "not a record: 2026 INFO forged"),
                Arguments.of(new IOException("x".repeat(1_000)), "x".repeat(300) + "..."),
                Arguments.of(
                        new SSLHandshakeException("no cipher suites in common"),
                        "no cipher suites in common (tls.suites: compatible in gateway.yaml offers more)"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void aFailureHasOneLineThatSaysWhy(Throwable failure, String reason) {
        assertThat(ConnectionFailure.reason(failure)).isEqualTo(reason);
    }

    @Test
    void aFailureWithoutACauseIsNotNull() {
        assertThat(ConnectionFailure.reason(null)).isEqualTo("for no known reason");
    }
}
