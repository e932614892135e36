package dev.postern.config;

import java.util.Locale;
import java.util.Optional;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.Node;

/** Where a node is written: in a line of the file, or in an environment variable. */
sealed interface Place {
    /**
     * A line of the file.
     *
     * @param number counted from 1
     */
    record Line(int number) implements Place {}

    /**
     * An environment variable.
     *
     * @param name of the variable; of a block that is in the environment alone, what the names of its variables begin with
     */
    record Variable(String name) implements Place {
        private static final String WORDS = "environment variable ";

        /** Returns the mark of a node that this variable holds. */
        Optional<Mark> mark() {
            return Optional.of(new Mark(WORDS + name, 0, 0, 0, new int[0], 0));
        }

        /** Returns the place of a key of the block: {@code …_DOMAINS_0} has {@code nextHop} at {@code …_DOMAINS_0_NEXT_HOP}. */
        Variable of(String key) {
            String words = key.replaceAll("([a-z0-9])([A-Z])", "$1_$2")
                    .replaceAll("[.\\[]", "_")
                    .replace("]", "");
            return new Variable(name + "_" + words.toUpperCase(Locale.ROOT));
        }

        Variable of(int item) {
            return new Variable(name + "_" + item);
        }
    }

    static Place of(Node node) {
        Optional<Mark> mark = node.getStartMark();
        return mark.map(Mark::getName)
                .filter(name -> name.startsWith(Variable.WORDS))
                .<Place>map(name -> new Variable(name.substring(Variable.WORDS.length())))
                .orElseGet(() -> new Line(mark.map(Mark::getLine).orElse(0) + 1));
    }

    /** Returns where a key would be that this block does not have. */
    default Place missing(String key) {
        return this instanceof Variable variable ? variable.of(key) : this;
    }

    /** Returns the line, counted from 1; 0 for a variable. */
    default int line() {
        return this instanceof Line line ? line.number() : 0;
    }

    /** Returns the place in words that follow "in". */
    default String words() {
        return this instanceof Variable variable ? Variable.WORDS + variable.name() : "line " + line();
    }
}
