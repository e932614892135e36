package dev.postern.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.apache.commons.text.similarity.LevenshteinDistance;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/**
 * A block of keys. The keys that are asked for are the keys that exist: whatever else stands in the block is a problem.
 *
 * <p>A getter returns empty both for a key that is not there and for one whose value is wrong (then a problem is
 * recorded); {@link #has} tells the two apart.
 */
public final class YamlMapping {
    private final YamlFile file;
    private final String key;
    private final int line;
    private final Map<String, YamlValue> values = new LinkedHashMap<>();
    private final Set<String> known = new LinkedHashSet<>();
    private final Set<String> refused = new LinkedHashSet<>();

    YamlMapping(YamlFile file, String key, int line, List<NodeTuple> tuples) {
        this.file = file;
        this.key = key;
        this.line = line;
        tuples.forEach(this::add);
    }

    private void add(NodeTuple tuple) {
        int keyLine = line(tuple.getKeyNode());
        if (!(tuple.getKeyNode() instanceof ScalarNode scalar)) {
            file.problem(keyLine, key, "a list or block stands where a key belongs.", "Write a plain word.");
            return;
        }
        String name = scalar.getValue();
        Optional<YamlValue> first = Optional.ofNullable(
                values.putIfAbsent(name, new YamlValue(file, path(name), keyLine, tuple.getValueNode())));
        first.ifPresent(value -> file.problem(
                keyLine, path(name), "stands here and in line " + value.line() + ".", "Keep one of the two."));
    }

    /** That path as one that starts where this file lies. */
    public Path resolve(String relative) {
        return file.path().resolveSibling(relative).normalize();
    }

    public boolean has(String name) {
        return values.containsKey(name);
    }

    /** The value of that key, if it is there. */
    public Optional<YamlValue> get(String name) {
        known.add(name);
        return Optional.ofNullable(values.get(name));
    }

    public <T> Optional<T> value(String name, Form<T> form) {
        return get(name).flatMap(value -> value.as(form));
    }

    /** As {@link #value}; that the key is not there is a problem. */
    public <T> Optional<T> required(String name, Form<T> form) {
        if (!has(name)) {
            problem(name, "is missing.", form.right());
        }
        return value(name, form);
    }

    /** The list's well-formed items, at least one; that it is empty is a problem. */
    public <T> Optional<List<T>> values(String name, Form<T> form) {
        return values(name, form, (item, value) -> {});
    }

    /** As {@link #values}, with the check of {@link #requiredValues}. */
    public <T> Optional<List<T>> values(String name, Form<T> form, BiConsumer<T, YamlValue> check) {
        Optional<List<YamlValue>> items = get(name).flatMap(value -> value.items(form.rightOfList()));
        if (items.filter(List::isEmpty).isPresent()) {
            problem(name, "the list is empty.", form.rightOfList());
        }
        return items.map(list -> wellFormed(list, form, check)).filter(list -> !list.isEmpty());
    }

    /**
     * As {@link #values}; that the key is not there is a problem.
     *
     * @param check is given each well-formed item with its place, and may record what else is wrong with it
     */
    public <T> List<T> requiredValues(String name, Form<T> form, BiConsumer<T, YamlValue> check) {
        if (!has(name)) {
            problem(name, "is missing.", form.rightOfList());
        }
        return values(name, form, check).orElse(List.of());
    }

    /** The list's well-formed items; the list may be empty. */
    public <T> Optional<List<T>> valuesOrNone(String name, Form<T> form) {
        return get(name)
                .flatMap(value -> value.items(form.rightOfList()))
                .map(list -> wellFormed(list, form, (item, value) -> {}));
    }

    private static <T> List<T> wellFormed(List<YamlValue> items, Form<T> form, BiConsumer<T, YamlValue> check) {
        List<T> wellFormed = new ArrayList<>();
        for (YamlValue item : items) {
            item.as(form).ifPresent(value -> {
                check.accept(value, item);
                wellFormed.add(value);
            });
        }
        return List.copyOf(wellFormed);
    }

    /** The block of that key as the reader makes of it, which gets an empty one where there is none. */
    public <T> Optional<T> block(String name, Function<YamlMapping, T> reader) {
        Optional<YamlValue> value = get(name);
        if (value.isPresent()) {
            return value.get().block(reader);
        }
        return Optional.of(reader.apply(emptyBlock(name)));
    }

    /** What stands for a block that is not there; its problems are shown at this one's first line. */
    public YamlMapping emptyBlock(String name) {
        return new YamlMapping(file, path(name), line, List.of());
    }

    /** Records a problem of that key: in its line, or where it is not there in the line in which this block starts. */
    public void problem(String name, String wrong, String right) {
        file.problem(Optional.ofNullable(values.get(name)).map(YamlValue::line).orElse(line), path(name), wrong, right);
    }

    /** Refuses a key that exists elsewhere and does not belong into this block; it is not read. */
    public void refuse(String name, String right) {
        refused.add(name);
        if (has(name)) {
            problem(name, "does not belong here.", right);
            values.remove(name);
        }
    }

    void refuseUnknownKeys() {
        List<String> unknown = new ArrayList<>(values.keySet());
        unknown.removeAll(known);
        known.removeAll(refused);
        for (String name : unknown) {
            String nearest =
                    nearest(name).map(near -> "Did you mean " + near + "? ").orElse("");
            problem(name, "is no key here.", nearest + "The keys here are: " + String.join(", ", known) + ".");
        }
    }

    private Optional<String> nearest(String name) {
        return known.stream()
                .filter(word -> distance(word, name) <= Math.max(2, name.length() / 3))
                .min(Comparator.comparingInt(word -> distance(word, name)));
    }

    private static int distance(String word, String name) {
        return LevenshteinDistance.getDefaultInstance()
                .apply(word.toLowerCase(Locale.ROOT), name.toLowerCase(Locale.ROOT));
    }

    /** The full path of a key of this block. What follows a colon is a value that lacks its blank, and may be a password. */
    public String path(String name) {
        String shown = name.replaceAll("(?s):.*", ":…").replaceAll("\\p{Cntrl}", "?");
        return key.isEmpty() ? shown : key + "." + shown;
    }

    static int line(Node node) {
        return node.getStartMark().map(Mark::getLine).orElse(0) + 1;
    }
}
