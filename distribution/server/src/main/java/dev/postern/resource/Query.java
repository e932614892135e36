package dev.postern.resource;

import io.javalin.http.BadRequestResponse;
import io.javalin.http.Context;
import java.util.Set;
import java.util.TreeSet;

/** Checks the parameters of a request. */
final class Query {
    private Query() {}

    /** Throws a 400 if there is another parameter than these, or one of them twice. */
    static void allow(Context request, Set<String> names) {
        if (!names.containsAll(request.queryParamMap().keySet())) {
            throw new BadRequestResponse(
                    names.isEmpty()
                            ? "Unknown parameter; expected none."
                            : "Unknown parameter; expected " + String.join(", ", new TreeSet<>(names)) + ".");
        }
        if (request.queryParamMap().values().stream().anyMatch(values -> values.size() > 1)) {
            throw new BadRequestResponse("Duplicate parameter.");
        }
    }
}
