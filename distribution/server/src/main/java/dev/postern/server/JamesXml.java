package dev.postern.server;

import com.google.common.xml.XmlEscapers;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.parsers.SAXParserFactory;
import org.apache.commons.configuration2.BaseHierarchicalConfiguration;
import org.apache.commons.configuration2.HierarchicalConfiguration;
import org.apache.commons.configuration2.ex.ConfigurationException;
import org.apache.commons.configuration2.tree.ImmutableNode;
import org.apache.james.server.core.configuration.ConfigurationProvider;
import org.apache.james.server.core.configuration.FileConfigurationProvider;
import org.apache.james.util.LoggingLevel;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;
import org.xml.sax.helpers.DefaultHandler;

/**
 * Reads James's XML files from the configuration directory, or the built-in ones where it has none. Each {@code
 * ${gateway.…}} in them stands for a value of {@code gateway.yaml}, so that nothing is written twice.
 */
public final class JamesXml implements ConfigurationProvider {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([^}]*)}");
    private static final Pattern COMMENT = Pattern.compile("<!--.*?-->", Pattern.DOTALL);

    private final Path directory;
    private final Map<String, String> values;

    public JamesXml(Path directory, Map<String, String> values) {
        this.directory = directory;
        this.values = Map.copyOf(values);
    }

    /**
     * @param component the file's name without {@code .xml}
     * @throws ConfigurationException if the file is no XML or names a value that does not exist
     */
    @Override
    public HierarchicalConfiguration<ImmutableNode> getConfiguration(String component, LoggingLevel ignored)
            throws ConfigurationException {
        String name = component + ".xml";
        try {
            Optional<String> text = text(name);
            if (text.isEmpty()) {
                return new BaseHierarchicalConfiguration();
            }
            check(name, text.get());
            byte[] filled = fill(name, text.get()).getBytes(StandardCharsets.UTF_8);
            return FileConfigurationProvider.getConfig(new ByteArrayInputStream(filled));
        } catch (IOException e) {
            throw new ConfigurationException("Could not read " + name + ": " + e.getMessage(), e);
        }
    }

    /**
     * Returns the text of the file in the configuration directory, or of the built-in one; empty if there is neither.
     */
    private Optional<String> text(String name) throws IOException {
        Path file = directory.resolve(name);
        try (InputStream in = Files.exists(file)
                ? Files.newInputStream(file)
                : JamesXml.class.getResourceAsStream("/james/" + name)) {
            return in == null ? Optional.empty() : Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    /** Finds what is no XML before James's parser does, which tells neither file nor line, and prints of its own accord. */
    private static void check(String name, String text) throws ConfigurationException, IOException {
        try {
            SAXParserFactory.newInstance()
                    .newSAXParser()
                    .parse(new InputSource(new StringReader(text)), new DefaultHandler());
        } catch (SAXParseException e) {
            throw new ConfigurationException(
                    name + ":" + e.getLineNumber() + ": not well-formed XML: " + e.getMessage(), e);
        } catch (SAXException | ParserConfigurationException e) {
            throw new ConfigurationException(name + ": not well-formed XML: " + e.getMessage(), e);
        }
    }

    private String fill(String name, String text) throws ConfigurationException {
        var unknown = new TreeSet<String>();
        String effective = COMMENT.matcher(text).replaceAll("");
        String filled = PLACEHOLDER.matcher(effective).replaceAll(match -> {
            String value = values.get(match.group(1));
            if (value == null) {
                unknown.add(match.group());
                return "";
            }
            return Matcher.quoteReplacement(XmlEscapers.xmlAttributeEscaper().escape(value));
        });
        if (!unknown.isEmpty()) {
            throw new ConfigurationException(name + " refers to unknown values of gateway.yaml: " + unknown
                    + ". Known values: " + new TreeSet<>(values.keySet()));
        }
        return filled;
    }
}
