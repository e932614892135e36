package dev.postern.demo;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.postern.tls.TlsSession;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** A mail client of a few lines that says what it is told to and hands back the very replies. For one thread. */
final class DemoClient implements AutoCloseable {
    private static final int PATIENCE_MILLIS = (int) Duration.ofSeconds(60).toMillis();

    private final String ownName;
    private Socket socket;
    private BufferedReader reader;

    /** A server's reply, lines joined by a space. */
    record Reply(int code, String text) {
        boolean isPositive() {
            return code < 400;
        }

        @Override
        public String toString() {
            return code + " " + text;
        }
    }

    /** Connects on loopback and says EHLO. */
    DemoClient(int port, String ownName) throws IOException {
        this.ownName = ownName;
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(PATIENCE_MILLIS);
        reader = reader(socket);
        expect(reply());
        expect(say("EHLO " + ownName));
    }

    /**
     * Starts TLS, says EHLO again (RFC 3207 §4.2) and tells what was negotiated.
     *
     * @param server the name that the server's certificate must carry
     */
    TlsSession startTls(SSLContext tls, String server) throws IOException {
        expect(say("STARTTLS"));
        var encrypted = (SSLSocket) tls.getSocketFactory().createSocket(socket, server, socket.getPort(), true);
        var parameters = encrypted.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        encrypted.setSSLParameters(parameters);
        encrypted.startHandshake();
        socket = encrypted;
        reader = reader(encrypted);
        expect(say("EHLO " + ownName));
        return TlsSession.of(Optional.of(encrypted.getSession()));
    }

    /** Sends one command and returns the reply to it. */
    Reply say(String command) throws IOException {
        socket.getOutputStream().write((command + "\r\n").getBytes(US_ASCII));
        socket.getOutputStream().flush();
        return reply();
    }

    /** Sends a short message and returns the last reply: to the end of its content or, if it was refused, to that. */
    Reply send(String from, String to, String subject) throws IOException {
        for (String command : List.of("MAIL FROM:<" + from + ">", "RCPT TO:<" + to + ">", "DATA")) {
            Reply reply = say(command);
            if (!reply.isPositive()) {
                return reply;
            }
        }
        return say(String.join(
                "\r\n", "From: " + from, "To: " + to, "Subject: " + subject, "", "Sent by the Postern demo.", "."));
    }

    private Reply reply() throws IOException {
        var text = new StringBuilder();
        while (true) {
            String line = reader.readLine();
            if (line == null) {
                throw new IOException("the server closed the connection");
            }
            if (!line.matches("[2-5][0-9]{2}([ -].*)?")) {
                throw new IOException("not an SMTP reply: " + line);
            }
            text.append(text.isEmpty() || line.length() < 4 ? "" : " ")
                    .append(line.substring(Math.min(4, line.length())));
            if (line.length() < 4 || line.charAt(3) == ' ') {
                return new Reply(Integer.parseInt(line.substring(0, 3)), text.toString());
            }
        }
    }

    private static void expect(Reply reply) throws IOException {
        if (!reply.isPositive()) {
            throw new IOException("the server said " + reply);
        }
    }

    private static BufferedReader reader(Socket socket) throws IOException {
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII));
    }

    /** Says QUIT and hangs up. */
    @Override
    public void close() {
        try (Socket last = socket) {
            last.getOutputStream().write("QUIT\r\n".getBytes(US_ASCII));
        } catch (IOException e) {
            // The server hung up first; its replies have been read.
        }
    }
}
