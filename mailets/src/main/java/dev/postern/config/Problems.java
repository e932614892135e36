package dev.postern.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects all problems of one reading, of however many files. For one thread. */
public final class Problems {
    private final List<ConfigurationProblem> found = new ArrayList<>();

    public void add(ConfigurationProblem problem) {
        found.add(problem);
    }

    public boolean isEmpty() {
        return found.isEmpty();
    }

    /** What was found so far, file by file, from the first line to the last, within a line by key; then the variables. */
    public List<ConfigurationProblem> list() {
        return found.stream()
                .sorted(Comparator.comparing(ConfigurationProblem::file)
                        .thenComparing(problem -> problem.variable().orElse(""))
                        .thenComparing(ConfigurationProblem::line)
                        .thenComparing(ConfigurationProblem::key))
                .toList();
    }
}
