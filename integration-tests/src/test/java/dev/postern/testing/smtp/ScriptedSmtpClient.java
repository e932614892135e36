package dev.postern.testing.smtp;

import com.google.common.net.InetAddresses;
import dev.postern.testing.process.Await;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLSession;

/**
 * A client that sends exactly the bytes it is told to. Every read has a deadline of {@link Await#PATIENCE}. For one thread.
 */
public final class ScriptedSmtpClient implements AutoCloseable {
    private final SmtpWire wire;

    private ScriptedSmtpClient(SmtpWire wire) {
        this.wire = wire;
    }

    /** Connects from one loopback address to a port of 127.0.0.1; the greeting is still to be read. */
    public static ScriptedSmtpClient open(String from, int port) throws IOException {
        return open(from, "127.0.0.1", port);
    }

    /** Connects from one loopback address to another; the greeting is still to be read. */
    public static ScriptedSmtpClient open(String from, String to, int port) throws IOException {
        var socket = new Socket();
        socket.bind(new InetSocketAddress(InetAddresses.forString(from), 0));
        socket.connect(new InetSocketAddress(InetAddresses.forString(to), port), (int) Await.PATIENCE.toMillis());
        socket.setSoTimeout((int) Await.PATIENCE.toMillis());
        return new ScriptedSmtpClient(new SmtpWire(socket));
    }

    /** Connects, is greeted, and has said EHLO. */
    public static ScriptedSmtpClient greeted(String from, int port) throws IOException {
        var client = open(from, port);
        Reply greeting = client.reply();
        if (greeting.code() != 220) {
            client.close();
            throw new IOException("not greeted: " + greeting);
        }
        client.command("EHLO client.test");
        return client;
    }

    /** As {@link #greeted}, then STARTTLS and EHLO again. */
    public static ScriptedSmtpClient secured(String from, int port, TlsOffer offer) throws IOException {
        var client = greeted(from, port);
        client.startTls(offer);
        return client;
    }

    /** Connects and shakes hands before a word is said (RFC 8314 §3), then is greeted and says EHLO. */
    public static ScriptedSmtpClient implicitTls(String from, int port, TlsOffer offer) throws IOException {
        var client = open(from, port);
        client.handshake(offer);
        client.reply();
        client.command("EHLO client.test");
        return client;
    }

    /** Sends these bytes in one packet, and nothing else. */
    public void send(String bytes) throws IOException {
        wire.write(bytes);
    }

    public Reply command(String line) throws IOException {
        send(line + "\r\n");
        return reply();
    }

    /** The next reply; the server must not have closed. */
    public Reply reply() throws IOException {
        return replyOrEnd().orElseThrow(() -> new IOException("the server closed the connection"));
    }

    /** The next reply; empty when the server has closed or reset the connection. */
    public Optional<Reply> replyOrEnd() throws IOException {
        var lines = new ArrayList<String>();
        try {
            for (var line = wire.readLine(); line.isPresent(); line = wire.readLine()) {
                lines.add(line.get());
                if (line.get().length() < 4 || line.get().charAt(3) != '-') {
                    return Optional.of(new Reply(lines));
                }
            }
        } catch (SocketException e) {
            return Optional.empty(); // reset by the server
        }
        return Optional.empty();
    }

    /** All replies until the server closes. */
    public List<Reply> repliesToTheEnd() throws IOException {
        var replies = new ArrayList<Reply>();
        for (var reply = replyOrEnd(); reply.isPresent(); reply = replyOrEnd()) {
            replies.add(reply.get());
        }
        return replies;
    }

    /** STARTTLS, handshake and EHLO; returns the reply to that EHLO. */
    public Reply startTls(TlsOffer offer) throws IOException {
        Reply ready = command("STARTTLS");
        if (ready.code() != 220) {
            throw new IOException("STARTTLS refused: " + ready);
        }
        handshake(offer);
        return command("EHLO client.test");
    }

    /** The handshake alone. */
    public void handshake(TlsOffer offer) throws IOException {
        wire.startTls(offer.context(), offer::applyTo);
    }

    public Optional<SSLSession> tls() {
        return wire.tls();
    }

    /** Sends a letter after EHLO. Returns the first reply that refuses, or the one to the end of data. */
    public Reply mail(String sender, String recipient, Letter letter) throws IOException {
        return mail(sender, List.of(recipient), letter);
    }

    /** Sends a letter after EHLO. Returns the first reply that refuses, or the one to the end of data. */
    public Reply mail(String sender, List<String> recipients, Letter letter) throws IOException {
        Reply reply = command("MAIL FROM:<" + sender + ">");
        for (String recipient : recipients) {
            if (reply.isPositive()) {
                reply = command("RCPT TO:<" + recipient + ">");
            }
        }
        if (reply.isPositive()) {
            reply = command("DATA");
        }
        if (reply.isPositive()) {
            send(letter.dotStuffed());
            reply = reply();
        }
        return reply;
    }

    @Override
    public void close() throws IOException {
        wire.close();
    }
}
