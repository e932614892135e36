package dev.postern.smtpclient;

import dev.postern.tls.TlsSession;
import java.util.Optional;

/**
 * Is told what happens on a connection while it is opened, step by step, on the thread that opens it. An observer decides
 * nothing: the connection goes on the same way with any.
 */
public interface ConnectionObserver {
    /** Ignores all of it. */
    ConnectionObserver NONE = new ConnectionObserver() {};

    /** The TCP connection stands. */
    default void connected(Host host) {}

    /** The server greeted, whatever it said. */
    default void greeted(SmtpReply greeting) {}

    /**
     * The server answered EHLO or HELO.
     *
     * @param inTls whether it did so in TLS
     */
    default void introduced(String command, SmtpReply reply, boolean inTls) {}

    /** The server answered STARTTLS. */
    default void startTlsAnswered(SmtpReply reply) {}

    /**
     * The TLS handshake is over, and nobody has judged its session yet.
     *
     * @param group of the key exchange, for show only; empty if it is not known
     */
    default void handshaken(TlsSession session, Optional<String> group) {}
}
