package dev.postern.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The environment variables that may override keys of a file: with the prefix {@code POSTERN},
 * {@code POSTERN_SMTP_MAX_MESSAGE_SIZE} overrides {@code smtp.maxMessageSize} and {@code POSTERN_DOMAINS_0_DOMAIN} overrides
 * {@code domains[0].domain}.
 */
public final class Environment {
    private final String prefix;
    private final TreeMap<String, String> variables = new TreeMap<>();

    private Environment(String prefix) {
        this.prefix = prefix;
    }

    /** Returns one without variables. */
    public static Environment none() {
        return new Environment("");
    }

    /**
     * Returns those of the variables whose name begins with the prefix and an underscore.
     *
     * @param others names that begin so and are for something else
     */
    public static Environment of(Map<String, String> variables, String prefix, Set<String> others) {
        var environment = new Environment(prefix);
        variables.forEach((name, value) -> {
            if (name.startsWith(prefix + "_") && !others.contains(name)) {
                environment.variables.put(name, value);
            }
        });
        return environment;
    }

    /** Returns the names of the variables, sorted. */
    public List<String> names() {
        return List.copyOf(variables.keySet());
    }

    /** Returns the variable that overrides that key: {@code …_DOMAINS_0_NEXT_HOP} for {@code domains[0].nextHop}. */
    public static String variable(String prefix, String path) {
        return new Place.Variable(prefix).of(path).name();
    }

    /** Returns what the names of all variables begin with, before an underscore. */
    Place.Variable prefix() {
        return new Place.Variable(prefix);
    }

    Optional<String> value(Place.Variable variable) {
        return Optional.ofNullable(variables.get(variable.name()));
    }

    /** Returns whether a variable is set that overrides a key of that block. */
    boolean hasBelow(Place.Variable block) {
        String start = block.name() + "_";
        return Optional.ofNullable(variables.ceilingKey(start))
                .filter(name -> name.startsWith(start))
                .isPresent();
    }
}
