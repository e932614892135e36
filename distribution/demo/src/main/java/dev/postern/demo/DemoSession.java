package dev.postern.demo;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.postern.address.AddressText;
import dev.postern.demo.DemoConversation.Command;
import dev.postern.tls.TlsSession;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** One client of a {@link DemoServer}: the least of RFC 5321 and RFC 3207 that takes a message. For one thread. */
final class DemoSession {
    private static final int IDLE_MILLIS = (int) Duration.ofSeconds(60).toMillis();

    private final String name;
    private final Optional<SSLContext> tls;
    private final Consumer<UnaryOperator<DemoConversation>> seen;

    /** @param seen told of each change of the conversation */
    DemoSession(String name, Optional<SSLContext> tls, Consumer<UnaryOperator<DemoConversation>> seen) {
        this.name = name;
        this.tls = tls;
        this.seen = seen;
    }

    /** Serves the client until it says QUIT or goes away. Closes the socket. */
    void serve(Socket client) {
        try (client) {
            client.setSoTimeout(IDLE_MILLIS);
            var clear = new Line(client, new TlsSession.Clear());
            clear.say("220 " + name + " ESMTP");
            if (converse(clear) && tls.isPresent()) {
                converse(encrypted(client, tls.get()));
            }
        } catch (IOException e) {
            // The client went away, or its handshake failed: what it said until then is what this server saw.
        }
    }

    private static Line encrypted(Socket client, SSLContext context) throws IOException {
        var socket = (SSLSocket) context.getSocketFactory()
                .createSocket(client, AddressText.of(client.getInetAddress()), client.getPort(), true);
        socket.setUseClientMode(false);
        socket.startHandshake();
        return new Line(socket, TlsSession.of(Optional.of(socket.getSession())));
    }

    /** Returns whether the client is about to start TLS. */
    private boolean converse(Line line) throws IOException {
        for (var said = line.next(); said.isPresent(); said = line.next()) {
            var command = new Command(said.get(), line.over);
            seen.accept(conversation -> conversation.with(command));
            switch (command.verb()) {
                case "EHLO" -> line.say(mayStartTls(line) ? "250-" + name + "\r\n250 STARTTLS" : "250 " + name);
                case "STARTTLS" -> {
                    if (mayStartTls(line)) {
                        line.say("220 2.0.0 Ready to start TLS");
                        return true;
                    }
                    line.say("502 5.5.1 No STARTTLS here");
                }
                case "DATA" -> {
                    line.say("354 Go ahead");
                    String message = line.message();
                    seen.accept(conversation -> conversation.withMessage(message));
                    line.say("250 2.0.0 Accepted");
                }
                case "QUIT" -> {
                    line.say("221 2.0.0 Bye");
                    return false;
                }
                default -> line.say("250 2.0.0 Ok");
            }
        }
        return false;
    }

    private boolean mayStartTls(Line line) {
        return tls.isPresent() && line.over instanceof TlsSession.Clear;
    }

    /** Lines to and from the client, in clear text or over TLS. */
    private static final class Line {
        private final Socket socket;
        private final BufferedReader reader;
        private final TlsSession over;

        Line(Socket socket, TlsSession over) throws IOException {
            this.socket = socket;
            this.reader = new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1));
            this.over = over;
        }

        Optional<String> next() throws IOException {
            return Optional.ofNullable(reader.readLine());
        }

        void say(String reply) throws IOException {
            socket.getOutputStream().write((reply + "\r\n").getBytes(ISO_8859_1));
            socket.getOutputStream().flush();
        }

        /** Content up to the final dot, without the dots that transparency added (RFC 5321 §4.5.2). */
        String message() throws IOException {
            var message = new StringBuilder();
            while (true) {
                String line = next().orElseThrow(() -> new IOException("the client disconnected within a message"));
                if (line.equals(".")) {
                    return message.toString();
                }
                message.append(line.startsWith(".") ? line.substring(1) : line).append("\r\n");
            }
        }
    }
}
