package dev.postern.token;

import dev.postern.api.Role;
import dev.postern.audit.Actor;
import dev.postern.audit.AuditLog;
import dev.postern.audit.Change;
import java.io.IOException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** Adds and revokes named tokens, for the API and for commands. The admin audit log has each change before it takes effect. */
public final class TokenChanges {
    private final TokenFile file;
    private final AuditLog audit;
    private final Clock clock;

    public TokenChanges(TokenFile file, AuditLog audit, Clock clock) {
        this.file = file;
        this.audit = audit;
        this.clock = clock;
    }

    /** Returns the tokens, in the order in which they were added. */
    public List<Token> list() throws IOException {
        return file.read();
    }

    /**
     * Adds a token.
     *
     * @param name one that {@link Token#isName} accepts
     * @return its secret, which nobody can read again; empty if there is a token of that name, and nothing was added
     * @throws IOException if the files cannot be read or written; then nothing was added
     */
    public Optional<Secret> add(String name, Role role, Actor actor) throws IOException {
        Secret secret = Secret.random();
        var token = new Token(name, role, secret.digest(), clock.instant().truncatedTo(ChronoUnit.SECONDS));
        boolean added = edit(actor, tokens -> named(name, tokens).isPresent() ? Optional.empty() : with(token, tokens));
        return added ? Optional.of(secret) : Optional.empty();
    }

    /**
     * Revokes a token.
     *
     * @return false if there is none of that name
     * @throws IOException if the files cannot be read or written; then nothing was revoked
     */
    public boolean revoke(String name, Actor actor) throws IOException {
        return edit(actor, tokens -> named(name, tokens).map(token -> without(token, tokens)));
    }

    private static Optional<Edit> with(Token token, List<Token> tokens) {
        return Optional.of(new Edit(
                new Change("token added", token.name(), Optional.empty(), Optional.of(words(token))),
                Stream.concat(tokens.stream(), Stream.of(token)).toList()));
    }

    private static Edit without(Token token, List<Token> tokens) {
        return new Edit(
                new Change("token revoked", token.name(), Optional.of(words(token)), Optional.empty()),
                tokens.stream().filter(other -> !other.equals(token)).toList());
    }

    private boolean edit(Actor actor, Function<List<Token>, Optional<Edit>> editor) throws IOException {
        List<Change> recorded = new ArrayList<>();
        try {
            return file.change(tokens -> {
                Optional<Edit> edit = editor.apply(tokens);
                if (edit.isPresent()) {
                    audit.record(actor, edit.get().change());
                    recorded.add(edit.get().change());
                }
                return edit.map(Edit::tokens).orElse(tokens);
            });
        } catch (IOException e) {
            recorded.forEach(change -> audit.recordFailure(actor, change, e));
            throw e;
        }
    }

    private static Optional<Token> named(String name, List<Token> tokens) {
        return tokens.stream().filter(token -> token.name().equals(name)).findFirst();
    }

    private static String words(Token token) {
        return "role " + token.role().word() + ", added " + token.added();
    }

    /** A change, and the tokens after it. */
    private record Edit(Change change, List<Token> tokens) {}
}
