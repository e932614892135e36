package dev.postern.admin;

import dev.postern.api.Role;
import dev.postern.text.Printable;
import dev.postern.token.Authenticator;
import dev.postern.token.Principal;
import io.javalin.http.Context;
import io.javalin.http.ForbiddenResponse;
import io.javalin.http.HttpResponseException;
import io.javalin.http.UnauthorizedResponse;
import java.net.InetAddress;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Decides whether a request may use its route: first by the caller, then by its token (RFC 6750). A valid token is accepted
 * however many invalid ones came before: nobody locks anybody out. Safe for any thread.
 */
public final class Authorization {
    private static final String SCHEME = "Bearer ";
    private static final String PRINCIPAL = "postern.principal";

    private final Authenticator tokens;
    private final FailedAttempts failed;

    public Authorization(Authenticator tokens, FailedAttempts failed) {
        this.tokens = tokens;
        this.failed = failed;
    }

    /** Rejects a request whose route is not for its caller. A route without roles is for nobody. */
    void check(Context request) {
        Access access = request.routeRoles().stream()
                .filter(Access.class::isInstance)
                .map(Access.class::cast)
                .findFirst()
                .orElseThrow(() -> new ForbiddenResponse("Nobody may use this path."));
        access.refusal(Caller.of(request)).ifPresent(reason -> {
            throw new ForbiddenResponse(reason);
        });
        access.role().ifPresent(role -> authenticate(request, role));
    }

    /** Returns who sent a request to a route that asks for a token. */
    public static Principal principal(Context request) {
        if (request.attribute(PRINCIPAL) instanceof Principal principal) {
            return principal;
        }
        throw new IllegalStateException("no token was asked for");
    }

    private void authenticate(Context request, Role needed) {
        Optional<String> secret = secret(request);
        if (secret.isEmpty()) {
            challenge(request, "");
            throw new UnauthorizedResponse("Send a token: Authorization: Bearer, followed by its secret.");
        }
        Optional<Principal> principal = tokens.authenticate(secret.get());
        if (principal.isEmpty()) {
            reject(request);
            return;
        }
        request.attribute(PRINCIPAL, principal.get());
        if (!principal.get().role().includes(needed)) {
            challenge(request, ", error=\"insufficient_scope\", scope=\"" + needed.word() + "\"");
            throw new ForbiddenResponse("This needs a token of role " + needed.word() + "; yours has role "
                    + principal.get().role().word() + ".");
        }
    }

    private void reject(Context request) {
        InetAddress client = Caller.clientOf(request);
        if (!failed.isWithinLimit(client, request.method() + " " + Printable.line(request.path()))) {
            request.header("Retry-After", Long.toString(FailedAttempts.PERIOD.toSeconds()));
            throw new HttpResponseException(429, "Too many invalid tokens came from your address.");
        }
        challenge(request, ", error=\"invalid_token\"");
        throw new UnauthorizedResponse("Invalid token. It may have been revoked.");
    }

    private static void challenge(Context request, String error) {
        request.header("WWW-Authenticate", "Bearer realm=\"postern\"" + error);
    }

    /** Returns what stands behind {@code Bearer} in the one header field of that name. */
    private static Optional<String> secret(Context request) {
        List<String> fields = Collections.list(request.req().getHeaders("Authorization"));
        if (fields.size() != 1 || !fields.get(0).regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return Optional.empty();
        }
        return Optional.of(fields.get(0).substring(SCHEME.length()).strip()).filter(text -> !text.isEmpty());
    }
}
