package dev.postern.resource;

import dev.postern.admin.Access;
import dev.postern.admin.Endpoint;
import dev.postern.api.AdminPaths;
import dev.postern.api.TokenListing;
import dev.postern.token.TokenChanges;
import io.javalin.http.Context;
import io.javalin.http.ServiceUnavailableResponse;
import java.io.IOException;
import java.util.Set;
import javax.inject.Inject;

/** {@code GET /api/v1/tokens}: the named tokens, without their secrets. */
public final class TokensRoute implements ApiRoute {
    private final TokenChanges tokens;

    @Inject
    public TokensRoute(TokenChanges tokens) {
        this.tokens = tokens;
    }

    @Override
    public Endpoint endpoint() {
        return Endpoint.get(AdminPaths.TOKENS, Access.ADMIN);
    }

    @Override
    public Contract contract() {
        return Contract.answers(TokenListing.class, "Lists the named tokens.").fails(503);
    }

    @Override
    public void handle(Context request) {
        Query.allow(request, Set.of());
        try {
            request.json(new TokenListing(tokens.list().stream()
                    .map(token -> new TokenListing.Entry(token.name(), token.role(), token.added()))
                    .toList()));
        } catch (IOException e) {
            throw new ServiceUnavailableResponse("Could not read the tokens. The gateway's log has more.");
        }
    }
}
