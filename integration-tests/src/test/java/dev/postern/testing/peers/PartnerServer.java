package dev.postern.testing.peers;

import dev.postern.testing.process.Await;
import dev.postern.testing.smtp.ScriptedSmtpServer;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A real mail server that takes mail for a partner's domains and passes it on to a {@link #mailbox}. It closes a connection
 * in which nothing is said for {@link #IDLE}. What happened in its connections is told by its own log.
 */
public abstract class PartnerServer implements AutoCloseable {
    /** After how long it hangs up on a silent client: longer than a busy machine needs from one message to the next. */
    static final Duration IDLE = Duration.ofSeconds(10);

    private final ServerFolder folder;
    private final String log;
    private final ScriptedSmtpServer mailbox;
    private final int port;
    private final Closeable end;

    /**
     * @param log the file in the folder that it logs to
     * @param end ends it, and closes the mailbox and deletes the folder
     */
    PartnerServer(ServerFolder folder, String log, ScriptedSmtpServer mailbox, int port, Closeable end) {
        this.folder = folder;
        this.log = log;
        this.mailbox = mailbox;
        this.port = port;
        this.end = end;
    }

    /** One that is a single process. */
    PartnerServer(ServerFolder folder, String log, ScriptedSmtpServer mailbox, int port, ServerProcess process) {
        this(folder, log, mailbox, port, () -> {
            process.close();
            mailbox.close();
            folder.delete();
        });
    }

    public final int port() {
        return port;
    }

    /** Where the mail that it takes ends. */
    public final ScriptedSmtpServer mailbox() {
        return mailbox;
    }

    /** All that it has logged so far. */
    public final List<String> log() {
        return folder.lines(log);
    }

    /** From now on it answers RCPT for that address with this reply: 450 or 550, an enhanced status code, and text. */
    public final void answer(String recipient, String reply) {
        folder.answer(recipient, reply);
    }

    /** Takes back {@link #answer}. */
    public final void answerAsUsual(String recipient) {
        folder.answerAsUsual(recipient);
    }

    /** Waits until it has logged a TLS connection with as many messages, none of them refused. */
    public abstract void awaitConnectionWith(int messages);

    /** Waits until it has logged a connection in which no mail was begun. */
    public abstract void awaitConnectionWithoutMail();

    /** Waits until it has logged that a TLS session was resumed. */
    public abstract void awaitResumption();

    /** Waits until it has logged that a client made use of what it offers: of PIPELINING and CHUNKING, what it logs of them. */
    public abstract void awaitExtensions();

    /** Waits for a line of its log that has a match for this pattern. */
    public final String awaitLine(String pattern) {
        var wanted = Pattern.compile(pattern);
        return Await.value(
                "a line in the server's log that matches " + pattern,
                Await.PATIENCE,
                () -> log().stream().filter(line -> wanted.matcher(line).find()).findFirst(),
                () -> "\n" + String.join("\n", log()));
    }

    @Override
    public final void close() throws IOException {
        end.close();
    }
}
