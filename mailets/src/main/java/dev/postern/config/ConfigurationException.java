package dev.postern.config;

import java.util.List;
import java.util.stream.Collectors;

/** The configuration cannot be used. Its message is one line per problem. */
public final class ConfigurationException extends RuntimeException {
    private final transient List<ConfigurationProblem> problems;

    /** @param problems all of them; at least one */
    public ConfigurationException(List<ConfigurationProblem> problems) {
        super(problems.stream().map(ConfigurationProblem::toString).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    public List<ConfigurationProblem> problems() {
        return problems;
    }
}
