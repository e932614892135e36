package dev.postern.scenarios.odd;

import com.google.common.net.InetAddresses;
import dev.postern.testing.process.Daemon;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A next hop with one oddity, without TLS; it remembers the recipients of the messages that it accepted. */
final class OddServer implements AutoCloseable {
    /** In the place of a reply: the connection is closed. */
    static final String CLOSE = "<close>";

    /** What it says in the place of its usual reply. */
    @FunctionalInterface
    interface Script {
        /**
         * Returns the reply, if it is not the usual one.
         *
         * @param line a command; {@code GREETING} before the first; {@code .} at the end of content
         */
        Optional<String> reply(String line, Talk talk);
    }

    /**
     * Where a conversation is.
     *
     * @param recipients accepted in this transaction so far
     * @param isMoreWaiting whether the client did not wait for the reply to this command
     */
    record Talk(int recipients, boolean isMoreWaiting) {}

    private final ServerSocket listener;
    private final List<String> keywords;
    private final Script script;
    private final List<String> received = new CopyOnWriteArrayList<>();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    private OddServer(ServerSocket listener, List<String> keywords, Script script) {
        this.listener = listener;
        this.keywords = keywords;
        this.script = script;
    }

    static OddServer start(String address, int port, List<String> keywords, Script script) {
        try {
            var server = new OddServer(new ServerSocket(port, 50, InetAddresses.forString(address)), keywords, script);
            Daemon.start("odd-" + address, server::accept);
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The recipients of each message that it accepted. */
    List<String> received() {
        return received;
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listener.accept();
                Daemon.start("odd-session", () -> serve(socket));
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void serve(Socket socket) {
        open.add(socket);
        try (socket) {
            socket.setTcpNoDelay(true);
            new Session(new BufferedInputStream(socket.getInputStream()), socket.getOutputStream()).serve();
        } catch (IOException e) {
            // the client went
        } finally {
            open.remove(socket);
        }
    }

    private final class Session {
        private final InputStream in;
        private final OutputStream out;
        private final List<String> recipients = new CopyOnWriteArrayList<>();

        Session(InputStream in, OutputStream out) {
            this.in = in;
            this.out = out;
        }

        void serve() throws IOException {
            boolean on = say("GREETING", "220 odd.test ESMTP");
            while (on) {
                Optional<String> line = readLine();
                on = line.isPresent() && answer(line.get());
            }
        }

        /** Returns whether it goes on. */
        private boolean answer(String line) throws IOException {
            String verb = line.split("[ :]", 2)[0].toUpperCase(Locale.ROOT);
            String reply = script.reply(line, talk()).orElseGet(() -> usual(verb));
            if (!write(reply) || verb.equals("QUIT")) {
                return false;
            }
            if (verb.equals("MAIL")) {
                recipients.clear();
            }
            if (verb.equals("RCPT") && reply.startsWith("2")) {
                recipients.add(line.substring(line.indexOf('<') + 1, line.indexOf('>')));
            }
            if (verb.equals("DATA") && reply.startsWith("354")) {
                readContent();
                String end = script.reply(".", talk()).orElse("250 2.0.0 ok");
                if (end.startsWith("250") || end.startsWith(CLOSE + "250")) {
                    received.addAll(recipients);
                }
                return write(end);
            }
            return true;
        }

        private Talk talk() throws IOException {
            return new Talk(recipients.size(), in.available() > 0);
        }

        private String usual(String verb) {
            return switch (verb) {
                case "EHLO" ->
                    "250-odd.test\r\n"
                            + String.join(
                                    "",
                                    keywords.stream()
                                            .map(any -> "250-" + any + "\r\n")
                                            .toList()) + "250 HELP";
                case "HELO" -> "250 odd.test";
                case "MAIL", "RCPT", "RSET", "NOOP" -> "250 2.0.0 ok";
                case "DATA" -> "354 go ahead";
                case "QUIT" -> "221 2.0.0 bye";
                default -> "502 5.5.1 not implemented";
            };
        }

        private boolean say(String what, String usual) throws IOException {
            return write(script.reply(what, talk()).orElse(usual));
        }

        /** Returns whether the connection is still to be used; a reply that begins with CLOSE is the last. */
        private boolean write(String reply) throws IOException {
            boolean last = reply.startsWith(CLOSE);
            String text = last ? reply.substring(CLOSE.length()) : reply;
            if (!text.isEmpty()) {
                out.write((text.endsWith("\n") ? text : text + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
                out.flush();
            }
            return !last;
        }

        private Optional<String> readLine() throws IOException {
            var line = new ByteArrayOutputStream();
            int next = in.read();
            while (next >= 0 && next != '\n') {
                line.write(next);
                next = in.read();
            }
            return next < 0
                    ? Optional.empty()
                    : Optional.of(line.toString(StandardCharsets.ISO_8859_1).stripTrailing());
        }

        private void readContent() throws IOException {
            Optional<String> line = readLine();
            while (line.isPresent() && !line.get().equals(".")) {
                line = readLine();
            }
            if (line.isEmpty()) {
                throw new IOException("closed within content");
            }
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : open) {
            socket.close();
        }
    }
}
