package dev.postern.token;

import java.util.Optional;

/** Finds out who sent a request. Called by many threads. */
@FunctionalInterface
public interface Authenticator {
    /**
     * Returns the owner of a secret; empty if it is no valid secret.
     *
     * @param secret what the request has behind {@code Bearer}
     */
    Optional<Principal> authenticate(String secret);
}
