package dev.postern.admin;

import io.javalin.http.Context;
import io.javalin.http.ForbiddenResponse;
import io.javalin.security.RouteRole;

/** Says who may use a route of the admin port. */
public enum Access implements RouteRole {
    /** All who reach the port, such as a kubelet. */
    ANYONE(""),
    /**
     * Programs that name the server by its address: no page in a browser can, under a name that it made to mean this
     * machine.
     */
    BY_ADDRESS(
            "Name the server by its address in the URL: a host name is rejected here, to protect against DNS rebinding."),
    /** Commands on the gateway's own machine. */
    COMMANDS("Only commands on the gateway's own machine may use this path.");

    private final String otherwise;

    Access(String otherwise) {
        this.otherwise = otherwise;
    }

    boolean allows(Caller caller) {
        return switch (this) {
            case ANYONE -> true;
            case BY_ADDRESS -> caller.isByAddress();
            case COMMANDS -> caller.isCommand();
        };
    }

    /** Rejects a request whose route is not for its caller. A route without roles is for nobody. */
    static void check(Context request) {
        Caller caller = Caller.of(request);
        for (RouteRole role : request.routeRoles()) {
            if (role instanceof Access access && access.allows(caller)) {
                return;
            }
        }
        throw new ForbiddenResponse(request.routeRoles().stream()
                .filter(Access.class::isInstance)
                .map(role -> ((Access) role).otherwise)
                .findFirst()
                .orElse("Nobody may use this path."));
    }
}
