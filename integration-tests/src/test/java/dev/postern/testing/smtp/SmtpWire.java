package dev.postern.testing.smtp;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;

/** The lines and bytes of one connection, in clear text or TLS. Bytes are characters here (ISO 8859-1). */
final class SmtpWire implements AutoCloseable {
    private Socket socket;
    private InputStream in;
    private OutputStream out;
    private Optional<SSLSession> tls = Optional.empty();

    SmtpWire(Socket socket) throws IOException {
        this.socket = socket;
        socket.setTcpNoDelay(true); // what is written at once travels at once
        in = new BufferedInputStream(socket.getInputStream());
        out = socket.getOutputStream();
    }

    /** The session of the last handshake; empty before it. */
    Optional<SSLSession> tls() {
        return tls;
    }

    /** Writes everything in one packet, as far as TCP allows. */
    void write(String bytes) throws IOException {
        out.write(bytes.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    /** The next line without its line end; empty when the peer has closed. */
    Optional<String> readLine() throws IOException {
        var line = new ByteArrayOutputStream();
        int next = in.read();
        while (next >= 0 && next != '\n') {
            line.write(next);
            next = in.read();
        }
        if (next < 0 && line.size() == 0) {
            return Optional.empty();
        }
        String text = line.toString(StandardCharsets.ISO_8859_1);
        return Optional.of(text.endsWith("\r") ? text.substring(0, text.length() - 1) : text);
    }

    /** What follows DATA up to CRLF.CRLF, dot-stuffing undone (RFC 5321 §4.5.2). */
    String readData() throws IOException {
        var data = new StringBuilder("\r\n");
        while (!endsWith(data, "\r\n.\r\n")) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("closed within DATA after " + data.length() + " bytes");
            }
            data.append((char) next);
        }
        return data.substring(0, data.length() - 3).replace("\r\n.", "\r\n").substring(2);
    }

    private static boolean endsWith(StringBuilder text, String end) {
        return text.length() > end.length() && text.indexOf(end, text.length() - end.length()) >= 0;
    }

    /** What the peer has sent and nobody has read yet. */
    String readAhead() throws IOException {
        return new String(in.readNBytes(in.available()), StandardCharsets.ISO_8859_1);
    }

    /** Shakes hands as the server; what the peer sent ahead is part of it. */
    void acceptTls(SSLContext context, Consumer<SSLSocket> settings) throws IOException {
        var ahead = new ByteArrayInputStream(in.readNBytes(in.available()));
        upgrade((SSLSocket) context.getSocketFactory().createSocket(socket, ahead, true), settings);
    }

    /** Shakes hands as the client. */
    void startTls(SSLContext context, Consumer<SSLSocket> settings) throws IOException {
        upgrade(
                (SSLSocket) context.getSocketFactory().createSocket(socket, "gw.example.test", socket.getPort(), true),
                settings);
    }

    private void upgrade(SSLSocket secured, Consumer<SSLSocket> settings) throws IOException {
        settings.accept(secured);
        secured.startHandshake();
        socket = secured;
        in = new BufferedInputStream(secured.getInputStream());
        out = secured.getOutputStream();
        tls = Optional.of(secured.getSession());
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
