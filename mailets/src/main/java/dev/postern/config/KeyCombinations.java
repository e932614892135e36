package dev.postern.config;

import java.util.List;

/** Checks which keys of a block may be written together. What is wrong is recorded as a problem of the key that does not fit. */
public final class KeyCombinations {
    private static final String ONE = "Keep one of the two.";

    private KeyCombinations() {}

    /** Records a problem if both keys are there. */
    public static void exclude(YamlMapping block, String key, String other) {
        if (block.has(key) && block.has(other)) {
            block.problem(key, "cannot be combined with " + other + ".", ONE);
        }
    }

    /**
     * Records a problem for each of the keys that is there beside another one.
     *
     * @param why not, as a relative clause about that other one
     */
    public static void exclude(YamlMapping block, List<String> keys, String other, String why) {
        if (block.has(other)) {
            keys.stream()
                    .filter(block::has)
                    .forEach(key -> block.problem(key, "cannot be combined with " + other + ", " + why + ".", ONE));
        }
    }

    /**
     * Records a problem for each of the keys that is there without another one.
     *
     * @param right what to write instead
     */
    public static void require(YamlMapping block, List<String> keys, String needed, String right) {
        if (!block.has(needed)) {
            keys.stream().filter(block::has).forEach(key -> block.problem(key, "requires " + needed + ".", right));
        }
    }

    /**
     * Records a problem for a key that is there although a setting leaves it without effect.
     *
     * @param setting key and value, such as {@code requireTls: false}
     * @param right what to write instead
     */
    public static void unfit(YamlMapping block, String key, String setting, String right) {
        if (block.has(key)) {
            block.problem(key, "does not fit " + setting + ".", right);
        }
    }
}
