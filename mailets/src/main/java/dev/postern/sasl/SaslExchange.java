package dev.postern.sasl;

import java.util.Optional;

/** Performs one exchange of a SASL mechanism (RFC 4422 §3). Used once, by one thread. */
public interface SaslExchange {

    /** The mechanism's registered name. */
    String mechanism();

    /** Returns what the client says first; empty if the server has to begin. */
    Optional<byte[]> initialResponse();

    /**
     * Answers a challenge.
     *
     * @throws SaslException if the exchange must not go on
     */
    byte[] respond(byte[] challenge) throws SaslException;

    /**
     * Returns normally if the server, which says that all is well, has proved what its mechanism has it prove.
     *
     * @param additional what the server said with its success; empty if nothing
     */
    void finish(Optional<byte[]> additional) throws SaslException;
}
