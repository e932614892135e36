package dev.postern.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Optional;

/** The problems of configuration files whose last change was rejected; what was in force before it stays in force. */
public record ConfigurationProblems(List<Entry> entries) {
    /**
     * One problem.
     *
     * @param line counted from 1; empty: it is in the environment
     * @param key empty: the file as a whole
     * @param problem what is wrong
     * @param remedy what to write
     */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    public record Entry(String file, Optional<Integer> line, Optional<String> key, String problem, String remedy) {}
}
