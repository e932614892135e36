package dev.postern.smtpclient;

import java.time.Duration;

/**
 * The time limits for a server, step by step.
 *
 * @param connect for a TCP connection to one address
 * @param reply for a whole reply, from its command to its last line
 * @param handshake for the TLS handshake
 * @param content for taking the message itself
 * @param finalReply for the reply after the message: longer, as giving up too early makes duplicates
 * @param establishing for look-ups, connecting, greeting, EHLO and TLS together, over all hosts of one attempt
 * @param conversation for everything that one attempt takes, over all hosts, so that no server holds a worker for ever by being
 *     slow at each step
 */
public record SmtpTimeouts(
        Duration connect,
        Duration reply,
        Duration handshake,
        Duration content,
        Duration finalReply,
        Duration establishing,
        Duration conversation) {

    /** RFC 5321 §4.5.3.2, with what it leaves open. */
    public static final SmtpTimeouts STANDARD = new SmtpTimeouts(
            Duration.ofSeconds(30),
            Duration.ofMinutes(5),
            Duration.ofMinutes(1),
            Duration.ofHours(1),
            Duration.ofMinutes(10),
            Duration.ofMinutes(10),
            Duration.ofHours(2));

    /** Without a limit of its own for establishing sessions. */
    public SmtpTimeouts(
            Duration connect,
            Duration reply,
            Duration handshake,
            Duration content,
            Duration finalReply,
            Duration conversation) {
        this(connect, reply, handshake, content, finalReply, conversation, conversation);
    }
}
