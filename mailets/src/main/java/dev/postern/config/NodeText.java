package dev.postern.config;

import dev.postern.text.Printable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Names a value in a problem: as it is written, if it is short. */
final class NodeText {
    private static final int LONGEST = 80;

    private NodeText() {}

    static String of(Node node) {
        if (node instanceof SequenceNode) {
            return "a list";
        }
        if (node instanceof MappingNode) {
            return "a mapping";
        }
        if (node instanceof ScalarNode scalar && CoreScalars.fits(scalar, Tag.STR)) {
            return quoted(scalar.getValue());
        }
        if (node instanceof ScalarNode scalar && !node.getTag().equals(Tag.NULL)) {
            return scalar.getValue();
        }
        return "no value";
    }

    /** Returns the type that YAML reads in that place, with its article. */
    static String kindOf(ScalarNode scalar) {
        return scalar.getTag().equals(Tag.BOOL)
                ? "a boolean"
                : scalar.getTag().equals(Tag.NULL) ? "no value" : "a number";
    }

    private static String quoted(String text) {
        String shown = text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text;
        return '"' + Printable.of(shown) + '"';
    }
}
