package dev.postern.config;

import java.math.BigInteger;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Reads scalars of YAML 1.2's core schema (§10.3.2) in each of their spellings. */
final class CoreScalars {
    /** Marks a value without a type of its own, which fits each type: that of an environment variable. */
    static final Tag UNTYPED = new Tag("!untyped");

    private static final Set<String> TRUE = Set.of("true", "True", "TRUE");
    private static final Set<String> FALSE = Set.of("false", "False", "FALSE");
    private static final Pattern DECIMAL = Pattern.compile("[-+]?[0-9]{1,100}");
    private static final Pattern OCTAL = Pattern.compile("0o[0-7]{1,100}");
    private static final Pattern HEXADECIMAL = Pattern.compile("0x[0-9a-fA-F]{1,100}");

    private CoreScalars() {}

    /** Returns true if the value has that type, or none. */
    static boolean fits(ScalarNode value, Tag tag) {
        return value.getTag().equals(tag) || value.getTag().equals(UNTYPED);
    }

    /** Returns the boolean; empty if the text is none. */
    static Optional<Boolean> truth(String text) {
        return TRUE.contains(text) || FALSE.contains(text) ? Optional.of(TRUE.contains(text)) : Optional.empty();
    }

    /** Returns the decimal, octal or hexadecimal integer; empty if the text is none. */
    static Optional<BigInteger> integer(String text) {
        if (DECIMAL.matcher(text).matches()) {
            return Optional.of(new BigInteger(text));
        }
        if (OCTAL.matcher(text).matches()) {
            return Optional.of(new BigInteger(text.substring(2), 8));
        }
        return HEXADECIMAL.matcher(text).matches()
                ? Optional.of(new BigInteger(text.substring(2).toLowerCase(Locale.ROOT), 16))
                : Optional.empty();
    }
}
