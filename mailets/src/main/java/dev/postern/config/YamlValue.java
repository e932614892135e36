package dev.postern.config;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Reads one value of a YAML file, with its position. Every method that returns empty has recorded a problem. */
public final class YamlValue {
    private static final Form<String> PATH =
            Form.text("file path", "Write the path of a file, relative to this file.", "tls/ca.pem");

    private static final String READABLE =
            "Write the path, relative to this file, of a file that the gateway can read.";

    private static final String UNSET = "Or unset the variable";

    private final YamlSource file;
    private final String key;
    private final Place place;
    private final Node node;
    private final boolean hidden;

    YamlValue(YamlSource file, String key, Place place, Node node) {
        this(file, key, place, node, false);
    }

    private YamlValue(YamlSource file, String key, Place place, Node node, boolean hidden) {
        this.file = file;
        this.key = key;
        this.place = place;
        this.node = node;
        this.hidden = hidden;
    }

    /** Returns the same value, which no problem repeats, nor its items, because it may contain a password. */
    public YamlValue hidden() {
        return new YamlValue(file, key, place, node, true);
    }

    /** Returns the key and its file, or the environment variable, in the words of a message to the administrator. */
    public String setting() {
        return place.variable().isPresent()
                ? place.words()
                : key + " in " + file.path().getFileName();
    }

    /** Counted from 1; of what an environment variable holds, 0. */
    public int line() {
        return place.line();
    }

    /** Where it stands, in words that follow "in". */
    public String where() {
        return place.words();
    }

    /** Returns whether a list is written here. */
    boolean isList() {
        return node instanceof SequenceNode;
    }

    /** Returns the value in that form. */
    public <T> Optional<T> as(Form<T> form) {
        return hidden ? secret(form) : open(form);
    }

    private <T> Optional<T> open(Form<T> form) {
        if (!(node instanceof ScalarNode scalar) || NodeText.of(node).equals("no value")) {
            problem("expected " + form.nounWithArticle() + ", found " + NodeText.of(node) + ".", form.right());
            return Optional.empty();
        }
        Optional<T> value = form.parse(scalar);
        if (value.isEmpty()) {
            if (form.needsQuotes(scalar)) {
                problem(
                        scalar.getValue() + " is not text: YAML reads it as " + NodeText.kindOf(scalar) + ".",
                        "Write it in quotes: \"" + scalar.getValue() + "\".");
                return Optional.empty();
            }
            problem(NodeText.of(node) + " is not a valid " + form.noun() + ".", orUnset(form.right()));
        }
        return value;
    }

    private <T> Optional<T> secret(Form<T> form) {
        Optional<T> value = node instanceof ScalarNode scalar ? form.parse(scalar) : Optional.empty();
        if (value.isEmpty()) {
            problem("the value is not a valid " + form.noun() + ".", orUnset(form.right()));
        }
        return value;
    }

    /** The block of keys, as the reader makes of it; keys that the reader does not ask for are problems. */
    public <T> Optional<T> block(Function<YamlMapping, T> reader) {
        return block("Write keys and values.", reader);
    }

    /** @param right what to write instead of something that is no block */
    <T> Optional<T> block(String right, Function<YamlMapping, T> reader) {
        if (!(node instanceof MappingNode mapping)) {
            problem("expected a mapping, found " + found() + ".", right);
            return Optional.empty();
        }
        var keys = new YamlMapping(file, key, place, mapping.getValue());
        T result = reader.apply(keys);
        keys.refuseUnknownKeys();
        return Optional.of(result);
    }

    /**
     * Returns the items of the list, which may be empty. A blank variable is an error, not an empty list: it is usually built from a
     * variable that is not set, and would override the file.
     *
     * @param right what to write instead of something that is no list
     */
    public Optional<List<YamlValue>> items(String right) {
        if (isBlankVariable()) {
            problem("is blank.", orUnset("Write values separated by commas."));
            return Optional.empty();
        }
        if (!(node instanceof SequenceNode sequence)) {
            problem("expected a list, found " + found() + ".", right);
            return Optional.empty();
        }
        List<YamlValue> items = new ArrayList<>();
        for (Node item : sequence.getValue()) {
            items.add(new YamlValue(file, key + "[" + items.size() + "]", Place.of(item), item, hidden));
        }
        return Optional.of(items);
    }

    /** The absolute path that is written here; whether there is a file is not asked. */
    public Optional<Path> path() {
        return as(PATH).flatMap(text -> {
            try {
                return Optional.of(file.path().resolveSibling(text).normalize());
            } catch (InvalidPathException e) {
                problem(NodeText.of(node) + " is not a valid file path.", PATH.right());
                return Optional.empty();
            }
        });
    }

    /** The content of the file whose path is written here. */
    public Optional<byte[]> content() {
        return path().flatMap(path -> {
            try {
                return Optional.of(file.sources().read(path));
            } catch (IOException e) {
                problem("could not read the file " + NodeText.of(node) + ".", READABLE);
                return Optional.empty();
            }
        });
    }

    /** Names what is written here instead of a block or list. */
    private String found() {
        String text = NodeText.of(node);
        return hidden && node instanceof ScalarNode && !text.equals("no value") ? "a single value" : text;
    }

    private boolean isBlankVariable() {
        return place instanceof Place.Variable
                && node instanceof ScalarNode scalar
                && scalar.getValue().isBlank();
    }

    /** Adds that the variable may be unset, if it is blank. A variable of no key, whose path is empty, overrides nothing in the file. */
    private String orUnset(String right) {
        String otherwise = key.isEmpty() ? "." : ": the file's value then applies.";
        return isBlankVariable() ? right + " " + UNSET + otherwise : right;
    }

    /** Records that this value is wrong. */
    public void problem(String wrong, String right) {
        file.problems().add(at(wrong, right));
    }

    /** Records what an administrator should know of this value, which is accepted all the same. */
    public void warn(String what, String right) {
        file.problems().warn(at(what, right));
    }

    private ConfigurationProblem at(String wrong, String right) {
        return file.at(place, key, wrong, right);
    }
}
