package dev.postern.admin;

import com.google.common.base.Ticker;
import dev.postern.api.Role;
import dev.postern.token.Authenticator;
import dev.postern.token.Principal;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** An admin port on loopback, and raw requests to it. */
public final class AdminPort implements AutoCloseable {
    private final InetSocketAddress address;
    private final AdminServer server;

    private AdminPort(InetSocketAddress address, AdminServer server) {
        this.address = address;
        this.server = server;
    }

    public static AdminPort open(AdminRoute... routes) throws IOException {
        InetSocketAddress address = free();
        return new AdminPort(address, AdminServer.open(address, Set.of(routes), authorization()));
    }

    /** Opens one that accepts these tokens only. */
    public static AdminPort open(Authenticator tokens, AdminRoute... routes) throws IOException {
        InetSocketAddress address = free();
        return new AdminPort(
                address,
                AdminServer.open(
                        address, Set.of(routes), new Authorization(tokens, new FailedAttempts(Ticker.systemTicker()))));
    }

    /** Accepts the words of the roles as secrets. */
    public static Authorization authorization() {
        return new Authorization(
                secret -> Stream.of(Role.values())
                        .filter(role -> role.word().equals(secret))
                        .map(role -> new Principal("token " + secret, role))
                        .findFirst(),
                new FailedAttempts(Ticker.systemTicker()));
    }

    /** Returns the header fields of a program on this machine that has a token of that role. */
    public static String headers(Role role) {
        return "Postern-Command: test\r\nAuthorization: Bearer " + role.word() + "\r\n";
    }

    static AdminPort open(Duration patience, AdminRoute... routes) throws IOException {
        InetSocketAddress address = free();
        return new AdminPort(address, AdminServer.open(address, Set.of(routes), authorization(), patience));
    }

    /** Sources of a gateway that accepts mail or not, for that reason. */
    public static HealthSources sources(String instance, boolean takesMail, Optional<String> refusal) {
        return new HealthSources(instance, () -> takesMail, () -> refusal, List::of, List::of);
    }

    public int port() {
        return address.getPort();
    }

    /** Sends such a request with that Host, and returns the whole answer. */
    public String ask(String request, String host, String headers, String body) throws IOException {
        try (var socket = connect()) {
            send(
                    socket,
                    request + " HTTP/1.1\r\nHost: " + host + "\r\n" + headers + "Content-Length: " + body.length()
                            + "\r\nConnection: close\r\n\r\n" + body);
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    public String ask(String request, String headers) throws IOException {
        return ask(request, "127.0.0.1:" + port(), headers, "");
    }

    public int status(String path) throws IOException {
        return Integer.parseInt(ask("GET " + path, "").split(" ", 3)[1]);
    }

    public Socket connect() throws IOException {
        var socket = new Socket(address.getAddress(), address.getPort());
        socket.setSoTimeout(60_000);
        return socket;
    }

    public static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
    }

    @Override
    public void close() {
        server.close();
    }

    private static InetSocketAddress free() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return new InetSocketAddress(InetAddress.getLoopbackAddress(), socket.getLocalPort());
        }
    }
}
