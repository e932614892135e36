package dev.postern.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects all problems and warnings of one reading, of however many files. For one thread. */
public final class Problems {
    private final List<ConfigurationProblem> found = new ArrayList<>();
    private final List<ConfigurationProblem> warnings = new ArrayList<>();

    public void add(ConfigurationProblem problem) {
        found.add(problem);
    }

    /** Adds what an administrator should know, and what refuses nothing. */
    public void warn(ConfigurationProblem warning) {
        warnings.add(warning);
    }

    public boolean isEmpty() {
        return found.isEmpty();
    }

    /** What was found so far, file by file, from the first line to the last, within a line by key; then the variables. */
    public List<ConfigurationProblem> list() {
        return sorted(found);
    }

    /** Returns the warnings in the same order. */
    public List<ConfigurationProblem> warnings() {
        return sorted(warnings);
    }

    private static List<ConfigurationProblem> sorted(List<ConfigurationProblem> some) {
        return some.stream()
                .sorted(Comparator.comparing(ConfigurationProblem::file)
                        .thenComparing(problem -> problem.variable().orElse(""))
                        .thenComparing(ConfigurationProblem::line)
                        .thenComparing(ConfigurationProblem::key))
                .toList();
    }
}
