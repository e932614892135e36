package dev.postern.config;

import java.util.Locale;
import java.util.Optional;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.Node;

/** Names the origin of a node: a line of the file, or the environment. The mark of a node carries it. */
sealed interface Place {
    /**
     * Names a line of the file.
     *
     * @param number counted from 1
     */
    record Line(int number) implements Place {
        @Override
        public Place missing(String key) {
            return this;
        }

        @Override
        public String words() {
            return "line " + number;
        }
    }

    /** Names an environment variable, which has the value of one key. */
    record Variable(String name) implements Place {
        private static final String WORDS = "environment variable ";

        /** Returns the mark of a value that this variable holds. */
        Optional<Mark> mark() {
            return Place.mark(words());
        }

        /** Returns the variable of a key in this block: {@code …_DOMAINS_0_NEXT_HOP} for {@code nextHop} in {@code …_DOMAINS_0}. */
        Variable of(String key) {
            String words = key.replaceAll("([a-z0-9])([A-Z])", "$1_$2")
                    .replaceAll("[.\\[]", "_")
                    .replace("]", "");
            return new Variable(name + "_" + words.toUpperCase(Locale.ROOT));
        }

        /** Returns the beginning of the names of the variables of an item in this list. */
        Variable of(int item) {
            return new Variable(name + "_" + item);
        }

        /** Returns the place of the block or list that all variables below this name make. */
        Variables below() {
            return new Variables(this);
        }

        @Override
        public Optional<String> variable() {
            return Optional.of(name);
        }

        @Override
        public Place missing(String key) {
            return of(key);
        }

        @Override
        public String words() {
            return WORDS + name;
        }
    }

    /**
     * Names the variables of a block or list that is not in the file.
     *
     * @param prefix the beginning of their names, which is not the name of a variable itself
     */
    record Variables(Variable prefix) implements Place {
        private static final String ALL = "_*";

        /** Returns the mark of the block or list. */
        Optional<Mark> mark() {
            return Place.mark(words());
        }

        /** Returns the pattern of their names, such as {@code …_DELIVERY_DEFAULT_*}. */
        @Override
        public Optional<String> variable() {
            return Optional.of(prefix.name() + ALL);
        }

        @Override
        public Place missing(String key) {
            return prefix.of(key);
        }

        @Override
        public String words() {
            return Variable.WORDS + prefix.name() + ALL;
        }
    }

    /** Returns the origin of a node. */
    static Place of(Node node) {
        Optional<Mark> mark = node.getStartMark();
        return mark.map(Mark::getName)
                .filter(name -> name.startsWith(Variable.WORDS))
                .map(name -> ofEnvironment(name.substring(Variable.WORDS.length())))
                .orElseGet(() -> new Line(mark.map(Mark::getLine).orElse(0) + 1));
    }

    private static Place ofEnvironment(String name) {
        return name.endsWith(Variables.ALL)
                ? new Variables(new Variable(name.substring(0, name.length() - Variables.ALL.length())))
                : new Variable(name);
    }

    private static Optional<Mark> mark(String words) {
        return Optional.of(new Mark(words, 0, 0, 0, new int[0], 0));
    }

    /** Returns the place at which a problem of a missing key of this block is reported. */
    Place missing(String key);

    /** Returns the name of the variable, or the pattern of the names of several; empty for a line of the file. */
    default Optional<String> variable() {
        return Optional.empty();
    }

    /** Returns the line, counted from 1; 0 for the environment. */
    default int line() {
        return this instanceof Line line ? line.number() : 0;
    }

    /** Returns the place in words that follow "in". */
    String words();
}
