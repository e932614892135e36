package dev.postern.config;

import java.util.LinkedHashMap;
import java.util.Map;

/** What a key of a YAML file holds. */
public sealed interface KeyForm {
    /** What a key without further keys holds. */
    enum Value implements KeyForm {
        /** A single value; a comma in it is part of it. */
        SCALAR,
        /** A list of values. */
        LIST,
        /** A single value, or a list of several. */
        SCALAR_OR_LIST
    }

    /** A block of keys. */
    record Block(Map<String, KeyForm> keys) implements KeyForm {}

    /** A list of blocks with the same keys. */
    record Blocks(Block item) implements KeyForm {}

    /**
     * Returns a block with those keys.
     *
     * @param paths the path of each value, such as {@code domains[].nextHop}
     */
    static Block block(Map<String, Value> paths) {
        Map<String, Map<String, Value>> below = new LinkedHashMap<>();
        Map<String, KeyForm> keys = new LinkedHashMap<>();
        paths.forEach((path, value) -> {
            int dot = path.indexOf('.');
            if (dot < 0) {
                keys.put(path, value);
            } else {
                below.computeIfAbsent(path.substring(0, dot), any -> new LinkedHashMap<>())
                        .put(path.substring(dot + 1), value);
            }
        });
        below.forEach((name, values) -> {
            Block block = block(values);
            boolean list = name.endsWith("[]");
            keys.put(list ? name.substring(0, name.length() - 2) : name, list ? new Blocks(block) : block);
        });
        return new Block(keys);
    }
}
