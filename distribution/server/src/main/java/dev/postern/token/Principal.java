package dev.postern.token;

import dev.postern.api.Role;

/**
 * An authenticated sender of requests.
 *
 * @param name as the admin audit log names it: {@code token monitoring}, or {@code command}
 */
public record Principal(String name, Role role) {
    /** The commands on the gateway's own machine. */
    static final Principal COMMAND = new Principal("command", Role.ADMIN);

    static Principal of(Token token) {
        return new Principal("token " + token.name(), token.role());
    }
}
