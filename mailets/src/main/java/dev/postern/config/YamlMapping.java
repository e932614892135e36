package dev.postern.config;

import dev.postern.text.Printable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
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
    private final YamlSource file;
    private final String key;
    private final Place place;
    private final Map<String, YamlValue> values = new LinkedHashMap<>();
    private final Map<String, Place> places = new HashMap<>();
    private final Set<String> known = new LinkedHashSet<>();
    private final Set<String> refused = new LinkedHashSet<>();

    YamlMapping(YamlSource file, String key, Place place, List<NodeTuple> tuples) {
        this.file = file;
        this.key = key;
        this.place = place;
        tuples.forEach(this::add);
    }

    private void add(NodeTuple tuple) {
        Place at = Place.of(tuple.getKeyNode());
        if (!(tuple.getKeyNode() instanceof ScalarNode scalar)) {
            file.problem(at, key, "expected a key, found a list or mapping.", "Write a plain word.");
            return;
        }
        String name = scalar.getValue();
        Optional<Place> first = Optional.ofNullable(places.putIfAbsent(name, at));
        if (first.isPresent()) {
            file.problem(at, path(name), "duplicate key, also in " + first.get().words() + ".", "Keep one of the two.");
            return;
        }
        Node value = tuple.getValueNode();
        values.put(
                name,
                new YamlValue(file, path(name), Place.of(value) instanceof Place.Line ? at : Place.of(value), value));
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

    /** The values of a key that may hold a single one or a list of them, which is not empty. */
    public <T> Optional<List<T>> oneOrMore(String name, Form<T> form) {
        return oneOrMore(name, form, (item, value) -> {});
    }

    /** As {@link #oneOrMore}, with the check of {@link #requiredValues}. */
    public <T> Optional<List<T>> oneOrMore(String name, Form<T> form, BiConsumer<T, YamlValue> check) {
        Optional<YamlValue> written = get(name);
        return written.filter(YamlValue::isList).isPresent()
                ? values(name, form, check)
                : written.map(single -> wellFormed(List.of(single), form, check))
                        .filter(list -> !list.isEmpty());
    }

    /** As {@link #oneOrMore}, and an empty list if there are none; that the key is not there is a problem. */
    public <T> List<T> requiredOneOrMore(String name, Form<T> form) {
        if (!has(name)) {
            problem(name, "is missing.", form.right());
        }
        return oneOrMore(name, form).orElse(List.of());
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

    /** Hides the value of that key, which no problem repeats from now on, because it may contain a password. */
    public void hide(String name) {
        values.computeIfPresent(name, (any, value) -> value.hidden());
    }

    /** The block of that key as the reader makes of it, which gets an empty one where there is none. */
    public <T> Optional<T> block(String name, Function<YamlMapping, T> reader) {
        known.add(name);
        return values.containsKey(name) ? values.get(name).block(reader) : Optional.of(reader.apply(emptyBlock(name)));
    }

    /** As {@link #block}; where there is none, the reader is not asked. */
    public <T> Optional<T> optionalBlock(String name, Function<YamlMapping, T> reader) {
        return optionalBlock(name, "Write keys and values.", reader);
    }

    /**
     * As {@link #optionalBlock(String, Function)}, with other words for something that is no block.
     *
     * @param right what to write instead
     */
    public <T> Optional<T> optionalBlock(String name, String right, Function<YamlMapping, T> reader) {
        known.add(name);
        return Optional.ofNullable(values.get(name)).flatMap(value -> value.block(right, reader));
    }

    /**
     * Returns the blocks of that list.
     *
     * @param missing what is wrong if there is none
     * @param right what to write if there is none, or no list
     */
    public List<YamlValue> requiredBlocks(String name, String missing, String right) {
        Optional<List<YamlValue>> blocks = readBlocks(name, right);
        if (blocks.filter(List::isEmpty).isPresent()) {
            problem(name, missing, right);
        }
        return blocks.orElse(List.of());
    }

    /** As {@link #requiredBlocks}; there may be none. */
    public List<YamlValue> blocks(String name, String right) {
        return readBlocks(name, right).orElse(List.of());
    }

    /** Returns empty if something else than a list is written. */
    private Optional<List<YamlValue>> readBlocks(String name, String right) {
        Optional<YamlValue> written = get(name);
        return written.isPresent() ? written.get().items(right) : Optional.of(List.of());
    }

    /**
     * Returns an empty block for one that is not there. Its problems are reported where this block begins, or at the variable of the
     * missing key.
     */
    public YamlMapping emptyBlock(String name) {
        return new YamlMapping(file, path(name), place.missing(name), List.of());
    }

    /**
     * Records a problem of that key: in its line, or where it is not there in the line in which this block starts; of a block that
     * is in the environment alone, at the key's variable.
     */
    public void problem(String name, String wrong, String right) {
        Optional<YamlValue> value = Optional.ofNullable(values.get(name));
        if (value.isPresent()) {
            value.get().problem(wrong, right);
        } else {
            file.problem(place.missing(name), path(name), wrong, right);
        }
    }

    /** Refuses a key that exists elsewhere and does not belong into this block; it is not read. */
    public void refuse(String name, String right) {
        if (has(name)) {
            problem(name, "is not allowed here.", right);
            values.remove(name);
        }
        refused.add(name);
    }

    void refuseUnknownKeys() {
        List<String> unknown = new ArrayList<>(values.keySet());
        unknown.removeAll(known);
        known.removeAll(refused);
        for (String name : unknown) {
            String nearest = Suggestion.nearest(known.stream(), name)
                    .map(near -> "Did you mean " + near + "? ")
                    .orElse("");
            problem(name, "unknown key.", nearest + "Known keys: " + String.join(", ", known) + ".");
        }
    }

    /** The full path of a key of this block. What follows a colon is a value that lacks its blank, and may be a password. */
    public String path(String name) {
        String shown = Printable.of(name.replaceAll("(?s):.*", ":…"));
        return key.isEmpty() ? shown : key + "." + shown;
    }
}
