package dev.postern.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * Puts the values of environment variables into the nodes of a file before the file is read. A variable replaces the value of its key,
 * or adds the key, its block, or the next block of a list. Records a problem for a variable that belongs to no key. For one reading,
 * and one thread.
 */
public final class EnvironmentOverlay {
    private final Environment environment;
    private final KeyForm.Block keys;
    private final Map<String, List<String>> identities;
    private final Set<String> known = new TreeSet<>();

    /**
     * Creates an overlay for one file.
     *
     * @param keys the keys of the file
     * @param identities by the name of a list of blocks: the keys that tell its entries apart, of which an entry has one. Variables name
     *     an entry by its number, and numbers shift when the list in the file changes; the variables of a number must therefore include
     *     that key's
     */
    public EnvironmentOverlay(Environment environment, KeyForm.Block keys, Map<String, List<String>> identities) {
        this.environment = environment;
        this.keys = keys;
        this.identities = Map.copyOf(identities);
    }

    /** Returns an overlay without variables, which changes nothing. */
    static EnvironmentOverlay none() {
        return new EnvironmentOverlay(Environment.none(), KeyForm.block(Map.of()), Map.of());
    }

    /** Returns the value of a variable, and records that a variable of this name exists. */
    Optional<String> value(Place.Variable variable) {
        known.add(variable.name());
        return environment.value(variable);
    }

    /** Changes the top block of a file, and records the problems of the variables. */
    void apply(MappingNode top, YamlSource file) {
        block(top, keys, environment.prefix(), file);
        for (String name : environment.names()) {
            if (!known.contains(name)) {
                file.problem(new Place.Variable(name), "", "unknown variable.", UnknownVariable.advice(name, known));
            }
        }
    }

    private void block(MappingNode block, KeyForm.Block form, Place.Variable at, YamlSource file) {
        List<NodeTuple> tuples = new ArrayList<>(block.getValue());
        form.keys().forEach((name, key) -> {
            Place.Variable variable = at.of(name);
            Optional<NodeTuple> written = WrittenEntries.find(tuples, name);
            Optional<Node> value = key instanceof KeyForm.Value single
                    ? value(variable).map(text -> EnvironmentNodes.of(text, single, variable))
                    : below(name, written.map(NodeTuple::getValueNode), key, variable, file);
            value.ifPresent(node -> {
                Node keyNode =
                        written.map(NodeTuple::getKeyNode).orElseGet(() -> EnvironmentNodes.scalar(name, variable));
                var tuple = new NodeTuple(keyNode, node);
                written.ifPresentOrElse(old -> tuples.set(tuples.indexOf(old), tuple), () -> tuples.add(tuple));
            });
        });
        block.setValue(tuples);
    }

    /** Returns the block or list that replaces the written one; empty if that one remains, with its keys changed. */
    private Optional<Node> below(String name, Optional<Node> written, KeyForm key, Place.Variable at, YamlSource file) {
        return key instanceof KeyForm.Blocks list
                ? list(written, list.item(), at, identities.getOrDefault(name, List.of()), file)
                : inner(written, (KeyForm.Block) key, at, file);
    }

    private Optional<Node> inner(Optional<Node> written, KeyForm.Block form, Place.Variable at, YamlSource file) {
        // Where no block is written, an empty one is searched too, so that its variables become known.
        MappingNode block = written.filter(MappingNode.class::isInstance)
                .map(MappingNode.class::cast)
                .orElseGet(() -> EnvironmentNodes.block(at.below()));
        block(block, form, at, file);
        return written.isEmpty() && environment.hasBelow(at) ? Optional.of(block) : Optional.empty();
    }

    private Optional<Node> list(
            Optional<Node> written, KeyForm.Block form, Place.Variable at, List<String> identity, YamlSource file) {
        List<Node> items = new ArrayList<>();
        written.filter(SequenceNode.class::isInstance)
                .ifPresent(list -> items.addAll(((SequenceNode) list).getValue()));
        int inFile = items.size();
        var entries = new WrittenEntries(List.copyOf(items), identity);
        for (int number = 0; number < inFile; number++) { // all of them before any value is replaced
            check(entries, number, at.of(number), file);
        }
        for (int number = 0; number < inFile; number++) {
            inner(Optional.of(items.get(number)), form, at.of(number), file);
        }
        for (Place.Variable next = at.of(inFile); environment.hasBelow(next); next = at.of(items.size())) {
            inner(Optional.empty(), form, next, file).ifPresent(items::add);
        }
        boolean longer = items.size() > inFile;
        return longer && written.filter(node -> !(node instanceof SequenceNode)).isEmpty()
                ? Optional.of(EnvironmentNodes.list(
                        items, written.flatMap(Node::getStartMark).or(at.below()::mark)))
                : Optional.empty();
    }

    /** Records a problem if variables override an entry of the file, and none of them identifies it or one identifies another entry. */
    private void check(WrittenEntries entries, int number, Place.Variable at, YamlSource file) {
        if (!environment.hasBelow(at)) {
            return;
        }
        entries.identifying(number, key -> environment.value(at.of(key)).isPresent())
                .ifPresent(key -> environment
                        .value(at.of(key))
                        .ifPresentOrElse(
                                text -> entries.belongsToAnother(number, key, text)
                                        .ifPresent(other -> misplaced(at, key, other, file)),
                                () -> unidentified(at.of(key), key, file)));
    }

    private static void unidentified(Place.Variable at, String key, YamlSource file) {
        file.problem(
                at,
                "",
                "is missing.",
                "Set it to the " + key
                        + " of the entry that the other variables with this number are for, so that they"
                        + " stay with it when the list in the file changes.");
    }

    private static void misplaced(Place.Variable at, String key, int number, YamlSource file) {
        file.problem(
                at.of(key),
                "",
                "names the entry that has the number " + number + " in the file.",
                "Use that number in all variables for this entry; with another number they would change another entry.");
    }
}
