package dev.postern.admin;

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
        return new AdminPort(address, AdminServer.open(address, Set.of(routes)));
    }

    static AdminPort open(Duration patience, AdminRoute... routes) throws IOException {
        InetSocketAddress address = free();
        return new AdminPort(address, AdminServer.open(address, Set.of(routes), patience));
    }

    /** Sources of a gateway that accepts mail or not, for that reason. */
    public static HealthSources sources(String instance, boolean takesMail, Optional<String> refusal) {
        return new HealthSources(instance, () -> takesMail, () -> refusal, List::of, List::of);
    }

    int port() {
        return address.getPort();
    }

    /** Sends such a request with that Host, and returns the whole answer. */
    String ask(String request, String host, String headers, String body) throws IOException {
        try (var socket = connect()) {
            send(
                    socket,
                    request + " HTTP/1.1\r\nHost: " + host + "\r\n" + headers + "Content-Length: " + body.length()
                            + "\r\nConnection: close\r\n\r\n" + body);
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    String ask(String request, String headers) throws IOException {
        return ask(request, "127.0.0.1:" + port(), headers, "");
    }

    int status(String path) throws IOException {
        return Integer.parseInt(ask("GET " + path, "").split(" ", 3)[1]);
    }

    Socket connect() throws IOException {
        var socket = new Socket(address.getAddress(), address.getPort());
        socket.setSoTimeout(60_000);
        return socket;
    }

    static void send(Socket socket, String text) throws IOException {
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
