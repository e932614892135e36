package dev.postern.config;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Advises the administrator about a variable that belongs to no key. */
final class UnknownVariable {
    /** Matches the variables that Kubernetes sets in every container for a Service with the name of the prefix. */
    private static final Pattern OF_A_SERVICE =
            Pattern.compile(".*_(SERVICE_HOST|SERVICE_PORT(_.*)?|PORT(_[0-9]+_.*)?)");

    private UnknownVariable() {}

    /**
     * Returns a sentence that tells what to do about the variable.
     *
     * @param known the names of all variables that exist, sorted
     */
    static String advice(String name, Set<String> known) {
        if (OF_A_SERVICE.matcher(name).matches()) {
            return "Kubernetes sets it for a Service of that name; write enableServiceLinks: false in the pod's spec.";
        }
        return known.stream()
                .filter(one -> one.startsWith(name + "_"))
                .findFirst()
                .map(one -> "Set one variable for each key, such as " + one + ".")
                .or(() -> nearest(name, known).map(near -> "Did you mean " + near + "?"))
                .orElse("docs/reference/configuration.md lists all variables.");
    }

    private static Optional<String> nearest(String name, Set<String> known) {
        int prefix = name.indexOf('_') + 1;
        return Suggestion.nearest(known.stream().map(one -> one.substring(prefix)), name.substring(prefix))
                .map(near -> name.substring(0, prefix) + near);
    }
}
