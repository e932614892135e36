package dev.postern.config;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What to do about a variable that belongs to no key. */
final class UnknownVariable {
    /** What Kubernetes puts into every container for a Service that is called as the prefix is. */
    private static final Pattern OF_A_SERVICE =
            Pattern.compile(".*_(SERVICE_HOST|SERVICE_PORT(_.*)?|PORT(_[0-9]+_.*)?)");

    private UnknownVariable() {}

    /** @param known the names of all variables that exist, sorted */
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
