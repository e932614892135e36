package dev.postern.resource;

import dev.postern.admin.Access;
import dev.postern.admin.Endpoint;
import dev.postern.api.AdminPaths;
import dev.postern.api.NewToken;
import dev.postern.api.TokenRequest;
import dev.postern.token.Secret;
import dev.postern.token.Token;
import dev.postern.token.TokenChanges;
import io.javalin.http.BadRequestResponse;
import io.javalin.http.ConflictResponse;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.Set;
import javax.inject.Inject;

/** {@code POST /api/v1/tokens}: adds a token, and answers with its secret. */
public final class AddTokenRoute implements ApiRoute {
    private final TokenChanges tokens;

    @Inject
    public AddTokenRoute(TokenChanges tokens) {
        this.tokens = tokens;
    }

    @Override
    public Endpoint endpoint() {
        return Endpoint.post(AdminPaths.TOKENS, Access.ADMIN);
    }

    @Override
    public Contract contract() {
        return Contract.answers(NewToken.class, "Adds a token and returns its secret, once.")
                .creates()
                .receives(TokenRequest.class)
                .fails(409, 503, 507);
    }

    @Override
    public void handle(Context request) {
        Query.allow(request, Set.of());
        TokenRequest wanted = RequestBody.read(request, TokenRequest.class);
        if (!Token.isName(wanted.name())) {
            throw new BadRequestResponse(Token.NAMES);
        }
        request.status(201)
                .json(new NewToken(
                        wanted.name(), wanted.role(), added(wanted, request).text()));
    }

    private Secret added(TokenRequest wanted, Context request) {
        try {
            return tokens.add(wanted.name(), wanted.role(), AuditedChanges.actor(request))
                    .orElseThrow(() -> new ConflictResponse("There is a token of that name."));
        } catch (IOException e) {
            throw AuditedChanges.unwritten(e);
        }
    }
}
