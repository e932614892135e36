package dev.postern.config;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * The entries that a list has in the file, before any variable replaces a value of theirs.
 *
 * @param identity the keys that tell the entries apart, of which an entry has one
 */
record WrittenEntries(List<Node> entries, List<String> identity) {

    /** Returns the first of the identifying keys that the entry has, or that is set for it otherwise. */
    Optional<String> identifying(int number, Predicate<String> isSet) {
        return identity.stream()
                .filter(key -> find(tuples(entries.get(number)), key).isPresent() || isSet.test(key))
                .findFirst();
    }

    /**
     * Returns the number of the entry that the value of an identifying key belongs to, if that is another than the one with this
     * number.
     *
     * @param text the value in a variable
     */
    Optional<Integer> belongsToAnother(int number, String key, String text) {
        Set<String> named =
                Stream.of(text.split(",", -1)).map(WrittenEntries::plain).collect(Collectors.toSet());
        Predicate<Integer> isNamed = any -> values(any, key).anyMatch(named::contains);
        return isNamed.test(number)
                ? Optional.empty()
                : IntStream.range(0, entries.size()).boxed().filter(isNamed).findFirst();
    }

    private Stream<String> values(int number, String key) {
        return find(tuples(entries.get(number)), key).map(NodeTuple::getValueNode).stream()
                .flatMap(node -> node instanceof SequenceNode list ? list.getValue().stream() : Stream.of(node))
                .flatMap(node -> node instanceof ScalarNode scalar ? Stream.of(plain(scalar.getValue())) : Stream.of());
    }

    private static String plain(String text) {
        return text.strip().toLowerCase(Locale.ROOT);
    }

    private static List<NodeTuple> tuples(Node entry) {
        return entry instanceof MappingNode mapping ? mapping.getValue() : List.of();
    }

    /** Returns a key of a block with its value. */
    static Optional<NodeTuple> find(List<NodeTuple> tuples, String name) {
        return tuples.stream()
                .filter(tuple -> tuple.getKeyNode() instanceof ScalarNode key
                        && key.getValue().equals(name))
                .findFirst();
    }
}
