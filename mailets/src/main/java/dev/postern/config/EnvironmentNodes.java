package dev.postern.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Makes nodes of environment variables. Their marks name the variables, and their scalars have no type. */
final class EnvironmentNodes {
    private EnvironmentNodes() {}

    /** Returns the node of a value; commas separate the items of a list; a blank value is not a list. */
    static Node of(String text, KeyForm.Value form, Place.Variable at) {
        boolean list =
                switch (form) {
                    case SCALAR -> false;
                    case LIST -> !text.isBlank();
                    case SCALAR_OR_LIST -> text.contains(",");
                };
        return list ? list(items(text, at), at.mark()) : scalar(text, at);
    }

    static ScalarNode scalar(String text, Place.Variable at) {
        return new ScalarNode(CoreScalars.UNTYPED, true, text, ScalarStyle.PLAIN, at.mark(), at.mark());
    }

    static SequenceNode list(List<Node> items, Optional<Mark> at) {
        return new SequenceNode(Tag.SEQ, true, items, FlowStyle.BLOCK, at, at);
    }

    /** Returns an empty block for variables, where the file has none. */
    static MappingNode block(Place.Variables at) {
        return new MappingNode(Tag.MAP, true, new ArrayList<>(), FlowStyle.BLOCK, at.mark(), at.mark());
    }

    private static List<Node> items(String text, Place.Variable at) {
        return Stream.of(text.split(",", -1))
                .map(String::strip)
                .<Node>map(item -> scalar(item, at))
                .toList();
    }
}
