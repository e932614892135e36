package dev.postern.testing.smtp;

import com.google.common.net.InetAddresses;
import dev.postern.testing.process.Await;
import dev.postern.testing.process.Daemon;
import dev.postern.testing.process.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import javax.net.ssl.SSLSession;

/**
 * A mail server that does what its {@link ServerScript} says, and remembers every command, in clear text or TLS, and
 * every message, byte for byte. Safe for any thread.
 */
public final class ScriptedSmtpServer implements AutoCloseable {
    private static final Duration SILENCE = Duration.ofSeconds(1);

    private final ServerSocket listener;
    private final Set<SmtpWire> open = ConcurrentHashMap.newKeySet();
    private final List<Command> commands = new CopyOnWriteArrayList<>();
    private final List<Received> received = new CopyOnWriteArrayList<>();
    private final List<IOException> failedHandshakes = new CopyOnWriteArrayList<>();
    private final Optional<Mailroom> mailroom;
    private volatile ServerScript script;
    private volatile Predicate<String> unknown = recipient -> false;

    /**
     * One command line as it came.
     *
     * @param tls what it came through; empty: clear text
     */
    public record Command(String line, Optional<SSLSession> tls) {}

    /**
     * One message.
     *
     * @param content header and body, dot-stuffing undone
     * @param tls what it came through; empty: clear text
     */
    public record Received(String sender, List<String> recipients, String content, Optional<SSLSession> tls) {
        public String header() {
            return content.substring(0, content.indexOf("\r\n\r\n"));
        }

        public String body() {
            return Letter.bodyOf(content);
        }
    }

    private ScriptedSmtpServer(ServerSocket listener, ServerScript script, Optional<Mailroom> mailroom) {
        this.listener = listener;
        this.script = script;
        this.mailroom = mailroom;
    }

    /** Starts on a free port of 127.0.0.1. */
    public static ScriptedSmtpServer start(ServerScript script) {
        return start("127.0.0.1", Ports.free(), script);
    }

    /** Starts on that loopback address and port. */
    public static ScriptedSmtpServer start(String address, int port, ServerScript script) {
        return start(address, port, script, Optional.empty());
    }

    /** Starts one that remembers nothing: the mailroom has the messages, and nobody the commands. */
    public static ScriptedSmtpServer start(String address, int port, ServerScript script, Mailroom mailroom) {
        return start(address, port, script, Optional.of(mailroom));
    }

    private static ScriptedSmtpServer start(
            String address, int port, ServerScript script, Optional<Mailroom> mailroom) {
        try {
            var listener = new ServerSocket(port, 50, InetAddresses.forString(address));
            var server = new ScriptedSmtpServer(listener, script, mailroom);
            Daemon.start("smtp-" + address + ":" + port, server::accept);
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** From now on, new connections meet this script. */
    public void become(ServerScript other) {
        script = other;
    }

    /** From now on there are no other recipients than these. */
    public ScriptedSmtpServer knowOnly(String... recipients) {
        unknown = Predicate.not(Set.of(recipients)::contains);
        return this;
    }

    public List<Command> commands() {
        return commands;
    }

    /** The verbs and arguments that travelled in clear text. */
    public List<String> commandsInClear() {
        return commands.stream()
                .filter(command -> command.tls().isEmpty())
                .map(Command::line)
                .toList();
    }

    public List<Received> received() {
        return received;
    }

    public List<IOException> failedHandshakes() {
        return failedHandshakes;
    }

    /** Waits for that letter. */
    public Received await(Letter letter) {
        return await(letter.marker());
    }

    /** Waits for a message whose content has that text. */
    public Received await(String text) {
        return Await.value(
                "a message with " + text + " at port " + port(),
                Await.PATIENCE,
                () -> received.stream()
                        .filter(message -> message.content().contains(text))
                        .findFirst(),
                () -> "; heard " + commands.stream().map(Command::line).toList());
    }

    public boolean has(Letter letter) {
        return received.stream().anyMatch(message -> message.content().contains(letter.marker()));
    }

    void heard(Command command) {
        if (mailroom.isEmpty()) {
            commands.add(command);
        }
    }

    Optional<String> refusal(String recipient) {
        return unknown.test(recipient)
                ? Optional.of("550 5.1.1 no such user")
                : mailroom.flatMap(room -> room.refusal(recipient));
    }

    void received(Received message) {
        mailroom.ifPresentOrElse(room -> room.take(message), () -> received.add(message));
    }

    void handshakeFailed(IOException why) {
        failedHandshakes.add(why);
    }

    /** Says nothing for {@link #SILENCE}, remembers what the client says meanwhile, and closes. */
    void keepSilent(SmtpWire wire) throws IOException {
        long end = System.nanoTime() + SILENCE.toNanos();
        var said = new StringBuilder();
        Await.until("the silence is over", SILENCE.multipliedBy(2), () -> {
            try {
                said.append(wire.readAhead());
            } catch (IOException e) {
                return true;
            }
            return System.nanoTime() >= end;
        });
        said.toString().lines().forEach(line -> heard(new Command(line, wire.tls())));
        wire.close();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listener.accept();
                Daemon.start("smtp-session", () -> serve(socket));
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void serve(Socket socket) {
        try (socket;
                var wire = new SmtpWire(socket)) {
            open.add(wire);
            try {
                new ScriptedSmtpSession(script, wire, this).serve();
            } finally {
                open.remove(wire);
            }
        } catch (IOException e) {
            // the client went, or its handshake failed: both are remembered where they matter
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (SmtpWire wire : open) {
            wire.close();
        }
    }
}
