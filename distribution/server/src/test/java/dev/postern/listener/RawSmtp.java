package dev.postern.listener;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;

/** A client that sends exactly the bytes that a test says. */
final class RawSmtp implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 60_000;

    private Socket socket;
    private InputStream in;

    private RawSmtp(Socket socket) throws IOException {
        this.socket = socket;
        this.in = input(socket);
    }

    /** Connects and reads nothing yet. */
    static RawSmtp to(InetSocketAddress address) {
        try {
            var socket = new Socket();
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.setTcpNoDelay(true);
            socket.connect(address, TIMEOUT_MILLIS);
            return new RawSmtp(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Connects and reads the greeting. */
    static RawSmtp greetedBy(InetSocketAddress address) {
        var client = to(address);
        client.reply();
        return client;
    }

    /** Sends these characters as bytes, in one segment. */
    RawSmtp send(String bytes) {
        try {
            socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends a line and returns its reply. */
    String command(String line) {
        return send(line + "\r\n").reply();
    }

    /** The next reply, its lines separated by {@code \n}; empty if the server closed instead. */
    String reply() {
        var reply = new StringBuilder();
        String line;
        do {
            line = line();
            reply.append(reply.isEmpty() ? "" : "\n").append(line);
        } while (line.length() > 3 && line.charAt(3) == '-');
        return reply.toString();
    }

    /** Everything until the server closes, which a client that closes after the last reply need not wait for. */
    String rest() {
        var rest = new StringBuilder();
        for (String reply = reply(); !reply.isEmpty(); reply = reply()) {
            rest.append(reply).append("\r\n");
            if (reply.startsWith("5")) {
                sendNoMore();
            }
        }
        return rest.toString();
    }

    private void sendNoMore() {
        try {
            socket.shutdownOutput();
        } catch (java.net.SocketException e) {
            // the server has closed already
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Does the TLS handshake on the connection as it stands. */
    SSLSession handshake(SSLContext context, String... protocols) throws IOException {
        var tls = (SSLSocket) context.getSocketFactory()
                .createSocket(socket, InetAddress.getLoopbackAddress().getHostAddress(), socket.getPort(), true);
        tls.setSoTimeout(TIMEOUT_MILLIS);
        if (protocols.length > 0) {
            tls.setEnabledProtocols(protocols);
        }
        tls.startHandshake();
        // JSSE returns from a handshake that the server ended with close_notify as if it were done.
        if (tls.getSession().getCipherSuite().equals("SSL_NULL_WITH_NULL_NULL")) {
            throw new SSLException("The server closed during the handshake");
        }
        socket = tls;
        in = input(tls);
        return tls.getSession();
    }

    SSLSession startTls(SSLContext context, String... protocols) throws IOException {
        String reply = command("STARTTLS");
        if (!reply.startsWith("220 ")) {
            throw new IOException("STARTTLS: " + reply);
        }
        return handshake(context, protocols);
    }

    Socket socket() {
        return socket;
    }

    private String line() {
        var line = new StringBuilder();
        try {
            int octet = in.read();
            while (octet >= 0 && octet != '\n') {
                line.append((char) octet);
                octet = in.read();
            }
        } catch (java.net.SocketException e) {
            return line.toString(); // reset
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return line.toString().strip();
    }

    private static InputStream input(Socket socket) throws IOException {
        return new BufferedInputStream(socket.getInputStream());
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
