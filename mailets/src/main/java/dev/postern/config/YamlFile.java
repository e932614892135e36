package dev.postern.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads one YAML file. For one reading, and one thread. */
public final class YamlFile {
    private final YamlSource source;
    private final EnvironmentOverlay overlay;

    /** Creates a reader for a file that no environment variable overrides. */
    public YamlFile(Path path, SourceFiles sources, Problems problems) {
        this(path, sources, problems, EnvironmentOverlay.none());
    }

    /**
     * Creates a reader for a file.
     *
     * @param path relative paths in the file start from its directory
     * @param sources remembers which files were read
     * @param problems collects the problems
     * @param overlay changes the nodes of the file before they are read
     */
    public YamlFile(Path path, SourceFiles sources, Problems problems, EnvironmentOverlay overlay) {
        this.source = new YamlSource(path, sources, problems);
        this.overlay = overlay;
    }

    /**
     * Returns the value of an environment variable that overrides no key of the file. To be called before {@link #read}, which reports the
     * variables that nobody asked for.
     */
    public <T> Optional<T> variable(String name, Form<T> form) {
        var variable = new Place.Variable(name);
        return overlay.value(variable)
                .flatMap(text -> new YamlValue(source, "", variable, EnvironmentNodes.scalar(text, variable)).as(form));
    }

    /**
     * Reads the file and gives its top block of keys to the reader, then refuses the keys that the reader did not ask for.
     *
     * @return empty, and at least one problem, if the file is no YAML document with keys
     */
    public <T> Optional<T> read(Function<YamlMapping, T> reader) {
        return text().flatMap(text -> new YamlSyntax(source).document(text))
                .flatMap(this::root)
                .map(top -> {
                    T result = reader.apply(top);
                    top.refuseUnknownKeys();
                    return result;
                });
    }

    private Optional<YamlMapping> root(Node node) {
        if (node instanceof MappingNode mapping) {
            overlay.apply(mapping, source);
            return Optional.of(new YamlMapping(source, "", new Place.Line(1), mapping.getValue()));
        }
        source.problem(1, "", "expected a mapping, found " + NodeText.of(node) + ".", "Write keys and values.");
        return Optional.empty();
    }

    private Optional<String> text() {
        try {
            return decode(source.sources().read(source.path()));
        } catch (IOException e) {
            String wrong = Files.exists(source.path()) ? "could not read the file." : "the file does not exist.";
            source.problem(1, "", wrong, "Provide a file that the gateway can read.");
            return Optional.empty();
        }
    }

    private Optional<String> decode(byte[] bytes) {
        CharsetDecoder utf8 = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        CharBuffer text = CharBuffer.allocate(bytes.length);
        CoderResult result = utf8.decode(ByteBuffer.wrap(bytes), text, true);
        text.flip();
        if (result.isError()) {
            int line = 1 + (int) text.chars().filter(c -> c == '\n').count();
            source.problem(line, "", "invalid UTF-8.", "Save the file as UTF-8.");
            return Optional.empty();
        }
        String decoded = text.toString();
        return Optional.of(decoded.startsWith("\uFEFF") ? decoded.substring(1) : decoded);
    }
}
