package dev.postern.config;

import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** From text to nodes with positions, if the text is one YAML 1.2 document of the plain kind that is accepted here. */
final class YamlSyntax {
    /** Far deeper than any of our files; what nests deeper would exhaust the stack. */
    private static final int MAX_DEPTH = 50;

    private static final String ALIAS = "a value that begins with * is a YAML alias; aliases are not supported.";
    private static final String TAG = "a value that begins with ! is a YAML tag; tags are not supported.";

    private static final LoadSettings SETTINGS = LoadSettings.builder()
            .setSchema(new CoreSchema())
            .setUseMarks(true)
            .setAllowDuplicateKeys(true) // YamlMapping reports them, with both lines
            .setAllowNonScalarKeys(true) // likewise, with the line
            .setCodePointLimit(16 * 1024 * 1024)
            .build();

    private final YamlSource file;
    private boolean plain = true;

    YamlSyntax(YamlSource file) {
        this.file = file;
    }

    Optional<Node> document(String text) {
        try {
            refuseTricks(text);
            if (!plain) {
                return Optional.empty();
            }
            Optional<Node> document = new Compose(SETTINGS).composeString(text);
            if (document.isEmpty()) {
                file.problem(1, "", "the file is empty.", "Write keys and values.");
            }
            return document;
        } catch (MarkedYamlEngineException e) {
            file.problem(line(e.getProblemMark()), "", "invalid YAML: " + words(e) + ".", advice(e));
        } catch (ReaderException e) {
            int line = 1
                    + (int) text.codePoints()
                            .limit(e.getPosition())
                            .filter(c -> c == '\n')
                            .count();
            file.problem(line, "", "YAML does not allow this character.", "Remove it.");
        } catch (YamlEngineException e) {
            file.problem(1, "", "invalid YAML: " + oneLine(String.valueOf(e.getMessage())) + ".", "Correct it.");
        }
        return Optional.empty();
    }

    /**
     * Aliases and tags let a short file say much, or something else than it seems to; none of our keys needs them. They are
     * not repeated: a password without quotes may begin like one.
     */
    private void refuseTricks(String text) {
        int depth = 0;
        for (Event event : new Parse(SETTINGS).parseString(text)) {
            if (event instanceof AliasEvent) {
                refuse(event, ALIAS);
            } else if (event instanceof ScalarEvent scalar && scalar.getTag().isPresent()) {
                refuse(event, TAG);
            } else if (event instanceof CollectionStartEvent start) {
                start.getTag().ifPresent(tag -> refuse(event, TAG));
                depth++;
            } else if (event instanceof CollectionEndEvent) {
                depth--;
            }
            if (depth > MAX_DEPTH) {
                refuse(event, "lists and mappings are nested more than " + MAX_DEPTH + " levels deep.");
                return;
            }
        }
    }

    private void refuse(Event event, String wrong) {
        plain = false;
        file.problem(line(event.getStartMark()), "", wrong, "Write the value itself.");
    }

    private static String words(MarkedYamlEngineException e) {
        return oneLine(e.getProblem().startsWith("but ") ? e.getContext() + ", " + e.getProblem() : e.getProblem());
    }

    private static String advice(MarkedYamlEngineException e) {
        if (e.getContext() != null && e.getContext().contains("alias")) {
            return "Put a value that begins with * in quotes, such as \"*.contoso.test\".";
        }
        return e.getProblem().contains("TAB")
                ? "Indent with spaces: a tab is not allowed."
                : "Check indentation, quotes and colons here and just above.";
    }

    private static String oneLine(String text) {
        String line = text.replaceAll("\\s+", " ").trim();
        return line.endsWith(".") ? line.substring(0, line.length() - 1) : line;
    }

    private static int line(Optional<Mark> mark) {
        return mark.map(Mark::getLine).orElse(0) + 1;
    }
}
