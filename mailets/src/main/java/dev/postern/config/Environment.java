package dev.postern.config;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The variables of the environment that stand over the keys of a file: with the prefix {@code POSTERN},
 * {@code POSTERN_SMTP_MAX_MESSAGE_SIZE} over {@code smtp.maxMessageSize} and {@code POSTERN_DOMAINS_0_DOMAIN} over
 * {@code domains[0].domain}. A variable that no key asks for is a problem. For one reading, and one thread.
 */
public final class Environment {
    /** What Kubernetes puts into every container for a Service that is called as the prefix is. */
    private static final Pattern OF_A_SERVICE =
            Pattern.compile(".*_(SERVICE_HOST|SERVICE_PORT(_.*)?|PORT(_[0-9]+_.*)?)");

    private final String prefix;
    private final TreeMap<String, String> variables = new TreeMap<>();
    private final Set<String> asked = new TreeSet<>();

    private Environment(String prefix) {
        this.prefix = prefix;
    }

    /** No variable stands over anything. */
    public static Environment none() {
        return new Environment("");
    }

    /**
     * Those of the variables whose name begins with the prefix and an underscore.
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

    /** The names of the variables, sorted. */
    public List<String> names() {
        return List.copyOf(variables.keySet());
    }

    /** The name of the variable that stands over that key: {@code domains[0].nextHop} is {@code …_DOMAINS_0_NEXT_HOP}. */
    public static String variable(String prefix, String path) {
        String words = path.replaceAll("([a-z0-9])([A-Z])", "$1_$2")
                .replaceAll("[.\\[]", "_")
                .replace("]", "");
        return prefix + "_" + words.toUpperCase(Locale.ROOT);
    }

    String variable(String path) {
        return variable(prefix, path);
    }

    /** The value that stands over that key; from now on the variable is one that exists. */
    Optional<String> value(String path) {
        return valueOf(variable(path));
    }

    Optional<String> valueOf(String variable) {
        asked.add(variable);
        return Optional.ofNullable(variables.get(variable));
    }

    /** Returns whether a variable is set that overrides a key of that block. */
    boolean hasBelow(String path) {
        String start = variable(path) + "_";
        return Optional.ofNullable(variables.ceilingKey(start))
                .filter(name -> name.startsWith(start))
                .isPresent();
    }

    /** Returns the variables that no key has asked for. */
    List<String> unknown() {
        return variables.keySet().stream().filter(name -> !asked.contains(name)).toList();
    }

    /** Returns what to do about a variable that no key has asked for. */
    String advice(String name) {
        if (OF_A_SERVICE.matcher(name).matches()) {
            return "Kubernetes sets it for a Service of that name; write enableServiceLinks: false in the pod's spec.";
        }
        return asked.stream()
                .filter(known -> known.startsWith(name + "_"))
                .findFirst()
                .map(known -> "Set one variable for each key, such as " + known + ".")
                .or(() -> nearest(name).map(known -> "Did you mean " + known + "?"))
                .orElse("docs/reference/configuration.md lists all variables.");
    }

    private Optional<String> nearest(String name) {
        String start = prefix + "_";
        return Suggestion.nearest(
                        asked.stream().map(word -> word.substring(start.length())), name.substring(start.length()))
                .map(start::concat);
    }
}
