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

    private static final String UNSET = "Or unset the variable: the file's value then applies.";

    private final YamlSource file;
    private final String key;
    private final int line;
    private final Node node;
    private final boolean ofEnvironment;

    YamlValue(YamlSource file, String key, int line, Node node) {
        this(file, key, line, node, false);
    }

    private YamlValue(YamlSource file, String key, int line, Node node, boolean ofEnvironment) {
        this.file = file;
        this.key = key;
        this.line = line;
        this.node = node;
        this.ofEnvironment = ofEnvironment;
    }

    /** What a variable of the environment holds for that key. */
    static YamlValue ofEnvironment(YamlSource file, String key, String text) {
        return new YamlValue(file, key, 0, EnvironmentNodes.of(text), true);
    }

    /** A block whose keys stand in the environment alone; its problems are shown at that line if they are no key's. */
    static YamlValue blockOfEnvironment(YamlSource file, String key, int line) {
        return new YamlValue(file, key, line, EnvironmentNodes.block(), true);
    }

    /** Counted from 1; of what stands in the environment, 0. */
    public int line() {
        return ofEnvironment ? 0 : line;
    }

    /** Where it stands, in words that follow "in". */
    public String where() {
        return ofEnvironment ? "environment variable " + file.environment().variable(key) : "line " + line;
    }

    /**
     * Returns whether a list is written here; in a variable of the environment, several values with commas in between.
     */
    boolean isList() {
        return node instanceof SequenceNode
                || (ofEnvironment
                        && node instanceof ScalarNode scalar
                        && scalar.getValue().contains(","));
    }

    /** The value as that form says. */
    public <T> Optional<T> as(Form<T> form) {
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

    /** As {@link #as}, for what nobody may read in a log: no problem repeats what is written. */
    public <T> Optional<T> secret(Form<T> form) {
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
            problem("expected a mapping, found " + NodeText.of(node) + ".", right);
            return Optional.empty();
        }
        YamlMapping keys = ofEnvironment
                ? YamlMapping.ofEnvironment(file, key, line)
                : new YamlMapping(file, key, line, mapping.getValue());
        T result = reader.apply(keys);
        keys.refuseUnknownKeys();
        return Optional.of(result);
    }

    /**
     * The items of the list, which may be empty; in a variable of the environment commas stand between them, and there
     * must be one: a variable is blank by mistake, where another that it is made of is not set, and would undo what the
     * file says.
     *
     * @param right what to write instead of something that is no list
     */
    public Optional<List<YamlValue>> items(String right) {
        if (isBlankVariable()) {
            problem("is blank.", "Write values separated by commas. " + UNSET);
            return Optional.empty();
        }
        if (ofEnvironment && node instanceof ScalarNode scalar) {
            return Optional.of(EnvironmentNodes.items(scalar).stream()
                    .map(item -> new YamlValue(file, key, line, item, true))
                    .toList());
        }
        if (!(node instanceof SequenceNode sequence)) {
            problem("expected a list, found " + NodeText.of(node) + ".", right);
            return Optional.empty();
        }
        List<YamlValue> items = new ArrayList<>();
        for (Node item : sequence.getValue()) {
            items.add(new YamlValue(file, key + "[" + items.size() + "]", YamlMapping.line(item), item));
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

    private boolean isBlankVariable() {
        return ofEnvironment
                && node instanceof ScalarNode scalar
                && scalar.getValue().isBlank();
    }

    private String orUnset(String right) {
        return isBlankVariable() ? right + " " + UNSET : right;
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
        return ofEnvironment
                ? file.atVariable(file.environment().variable(key), wrong, right)
                : file.at(line, key, wrong, right);
    }
}
