package dev.postern.resource;

import dev.postern.admin.Access;
import dev.postern.admin.Endpoint;
import dev.postern.api.AdminPaths;
import dev.postern.api.TokenRevoked;
import dev.postern.token.TokenChanges;
import io.javalin.http.Context;
import io.javalin.http.NotFoundResponse;
import java.io.IOException;
import java.util.Set;
import javax.inject.Inject;

/** {@code DELETE /api/v1/tokens/{name}}: revokes a token; it ends at once. */
public final class RevokeTokenRoute implements ApiRoute {
    private final TokenChanges tokens;

    @Inject
    public RevokeTokenRoute(TokenChanges tokens) {
        this.tokens = tokens;
    }

    @Override
    public Endpoint endpoint() {
        return Endpoint.delete(AdminPaths.TOKEN, Access.ADMIN);
    }

    @Override
    public Contract contract() {
        return Contract.answers(TokenRevoked.class, "Revokes a token at once.")
                .named("The name of the token.")
                .fails(404, 503, 507);
    }

    @Override
    public void handle(Context request) {
        Query.allow(request, Set.of());
        String name = request.pathParam("name");
        if (!isRevoked(name, request)) {
            throw new NotFoundResponse("No such token.");
        }
        request.json(new TokenRevoked(name));
    }

    private boolean isRevoked(String name, Context request) {
        try {
            return tokens.revoke(name, AuditedChanges.actor(request));
        } catch (IOException e) {
            throw AuditedChanges.unwritten(e);
        }
    }
}
