package dev.postern.config;

import java.util.List;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * What stands in the environment, as nodes beside those of a file. A variable has no type: what it holds is a number where
 * a number is asked for, and needs no quotes to be none.
 */
final class EnvironmentNodes {
    private static final Tag UNTYPED = new Tag("!environment");

    private EnvironmentNodes() {}

    static ScalarNode of(String text) {
        return new ScalarNode(UNTYPED, text, ScalarStyle.PLAIN);
    }

    /** A block of which nothing is written in the file. */
    static Node block() {
        return new MappingNode(Tag.MAP, List.of(), FlowStyle.BLOCK);
    }

    /** The parts between its commas, without the blanks around. */
    static List<ScalarNode> items(ScalarNode list) {
        return Stream.of(list.getValue().split(",", -1))
                .map(String::strip)
                .map(EnvironmentNodes::of)
                .toList();
    }

    /** Returns whether the value is of that type, or of whatever is asked for. */
    static boolean fits(ScalarNode value, Tag tag) {
        return value.getTag().equals(tag) || value.getTag().equals(UNTYPED);
    }
}
