package dev.postern.testing.smtp;

import dev.postern.testing.smtp.ScriptedSmtpServer.Received;
import java.util.Optional;

/**
 * Who decides and keeps, in the place of a {@link ScriptedSmtpServer} that remembers everything, when there is too much to
 * remember. Safe for any thread.
 */
public interface Mailroom {
    /** The reply by which that recipient is not taken now; empty: taken. Asked once at every RCPT. */
    Optional<String> refusal(String recipient);

    /** Takes a whole message, before its sender hears 250. */
    void take(Received message);
}
