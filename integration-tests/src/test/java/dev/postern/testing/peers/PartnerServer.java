package dev.postern.testing.peers;

import dev.postern.testing.process.Await;
import dev.postern.testing.smtp.ScriptedSmtpServer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A real mail server that takes mail for a partner's domains and passes it on to a {@link #mailbox}. It closes a connection
 * in which nothing is said for {@link #IDLE}. What happened in its connections is told by its own log.
 */
public interface PartnerServer extends AutoCloseable {
    /** After how long it hangs up on a silent client. */
    Duration IDLE = Duration.ofSeconds(3);

    Duration PATIENCE = Duration.ofSeconds(30);

    int port();

    /** Where the mail that it takes ends. */
    ScriptedSmtpServer mailbox();

    /** All that it has logged so far. */
    List<String> log();

    /** From now on it answers RCPT for that address with this reply: 450 or 550, an enhanced status code, and text. */
    void answer(String recipient, String reply);

    /** Takes back {@link #answer}. */
    void answerAsUsual(String recipient);

    /** Waits until it has logged a TLS connection with as many messages, none of them refused. */
    void awaitConnectionWith(int messages);

    /** Waits until it has logged a connection in which no mail was begun. */
    void awaitConnectionWithoutMail();

    /** Waits until it has logged that a TLS session was resumed. */
    void awaitResumption();

    /** Waits until it has logged that a client made use of what it offers: of PIPELINING and CHUNKING, what it logs of them. */
    void awaitExtensions();

    /** Waits for a line of its log that has a match for this pattern. */
    default String awaitLine(String pattern) {
        var wanted = Pattern.compile(pattern);
        return Await.value(
                "a line in the server's log that matches " + pattern,
                PATIENCE,
                () -> log().stream().filter(line -> wanted.matcher(line).find()).findFirst(),
                () -> "\n" + String.join("\n", log()));
    }

    @Override
    void close() throws IOException;
}
