package dev.postern.admin;

import dev.postern.api.Role;
import io.javalin.security.RouteRole;
import java.util.Optional;

/** Says who may use a route of the admin port. */
public enum Access implements RouteRole {
    /** All who reach the port, such as a kubelet. */
    ANYONE,
    /**
     * Programs that name the server by its address: no page in a browser can, under a name that it made to mean this
     * machine.
     */
    BY_ADDRESS,
    /** Programs on the gateway's own machine, no pages in a browser, with the token of any role. */
    AUDITOR,
    /** As {@link #AUDITOR}, with a token of this role or of {@link #ADMIN}. */
    OPERATOR,
    /** As {@link #AUDITOR}, with a token of this role. */
    ADMIN;

    /** Returns the role that the token must include; empty: no token is asked for. */
    Optional<Role> role() {
        return switch (this) {
            case ANYONE, BY_ADDRESS -> Optional.empty();
            case AUDITOR -> Optional.of(Role.AUDITOR);
            case OPERATOR -> Optional.of(Role.OPERATOR);
            case ADMIN -> Optional.of(Role.ADMIN);
        };
    }

    /** Returns why the route is not for a caller, whatever token it has; empty if it may be. */
    Optional<String> refusal(Caller caller) {
        boolean allowed =
                switch (this) {
                    case ANYONE -> true;
                    case BY_ADDRESS -> caller.isByAddress();
                    case AUDITOR, OPERATOR, ADMIN -> caller.isCommand();
                };
        return allowed
                ? Optional.empty()
                : Optional.of(
                        this == BY_ADDRESS
                                ? "Name the server by its address in the URL: a host name is rejected here, to protect"
                                        + " against DNS rebinding."
                                : "Only programs on the gateway's own machine may use this path, with the header"
                                        + " Postern-Command, without Origin, and with an address in the URL.");
    }
}
