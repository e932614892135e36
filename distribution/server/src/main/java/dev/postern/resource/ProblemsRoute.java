package dev.postern.resource;

import dev.postern.admin.Access;
import dev.postern.admin.Endpoint;
import dev.postern.api.AdminPaths;
import dev.postern.api.ConfigurationProblems;
import dev.postern.changes.RejectedChanges;
import dev.postern.config.ConfigurationProblem;
import io.javalin.http.Context;
import java.util.Optional;
import java.util.Set;
import javax.inject.Inject;

/** {@code GET /api/v1/configuration/problems}: the problems of files whose last change was rejected. */
public final class ProblemsRoute implements ApiRoute {
    private final RejectedChanges rejected;

    @Inject
    public ProblemsRoute(RejectedChanges rejected) {
        this.rejected = rejected;
    }

    @Override
    public Endpoint endpoint() {
        return Endpoint.get(AdminPaths.PROBLEMS, Access.AUDITOR);
    }

    @Override
    public Contract contract() {
        return Contract.answers(
                ConfigurationProblems.class,
                "Lists the problems of configuration files whose last change was rejected.");
    }

    @Override
    public void handle(Context request) {
        Query.allow(request, Set.of());
        request.json(new ConfigurationProblems(
                rejected.problems().stream().map(ProblemsRoute::entry).toList()));
    }

    private static ConfigurationProblems.Entry entry(ConfigurationProblem problem) {
        return new ConfigurationProblems.Entry(
                problem.file().toString(),
                Optional.of(problem.line()).filter(line -> line > 0),
                Optional.of(problem.key()).filter(key -> !key.isEmpty()),
                problem.wrong(),
                problem.right());
    }
}
