package dev.postern.resource;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a route of the API asks for and answers, for its description.
 *
 * @param summary one sentence
 * @param status of success
 * @param answer the record in the body of a success; empty: an object that is described elsewhere
 * @param request the record in the body of the request
 * @param parameters in the path or in the query
 * @param problems the status codes of problems that only some routes have
 */
record Contract(
        String summary,
        int status,
        Optional<Class<?>> answer,
        Optional<Class<?>> request,
        List<Parameter> parameters,
        Set<Integer> problems) {

    /**
     * A parameter.
     *
     * @param in {@code path} or {@code query}
     * @param type {@code string} or {@code integer}
     */
    record Parameter(String name, String in, String type, String description) {}

    /** Returns the contract of a route that answers 200 with such a record. */
    static Contract answers(Class<? extends Record> answer, String summary) {
        return new Contract(summary, 200, Optional.of(answer), Optional.empty(), List.of(), Set.of());
    }

    /** Returns the contract of a route that answers 200 with another object. */
    static Contract answersObject(String summary) {
        return new Contract(summary, 200, Optional.empty(), Optional.empty(), List.of(), Set.of());
    }

    /** Returns the same for a route that makes something, and answers 201. */
    Contract creates() {
        return new Contract(summary, 201, answer, request, parameters, problems);
    }

    /** Returns the same with a body in the request. */
    Contract receives(Class<? extends Record> body) {
        return new Contract(summary, status, answer, Optional.of(body), parameters, problems);
    }

    /** Returns the same with the name of something in the path. */
    Contract named(String description) {
        return with(new Parameter("name", "path", "string", description));
    }

    /** Returns the same with the number of the last event that the client knows in the query. */
    Contract after(String description) {
        return with(new Parameter("after", "query", "integer", description));
    }

    /** Returns the same for a list in pages. */
    Contract paged() {
        return with(new Parameter("limit", "query", "integer", "How many entries at most: 1 to 1000, 100 by default."))
                .with(new Parameter("cursor", "query", "string", "The value of next in the page before this one."));
    }

    /** Returns the same with more problems. */
    Contract fails(Integer... codes) {
        Set<Integer> all = new TreeSet<>(problems);
        all.addAll(List.of(codes));
        return new Contract(summary, status, answer, request, parameters, Set.copyOf(all));
    }

    private Contract with(Parameter parameter) {
        List<Parameter> all = new ArrayList<>(parameters);
        all.add(parameter);
        return new Contract(summary, status, answer, request, List.copyOf(all), problems);
    }
}
