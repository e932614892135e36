package dev.postern.gateway;

import dev.postern.config.ConfigurationProblem;
import dev.postern.config.SourceFiles;
import dev.postern.tls.DnsName;
import dev.postern.verification.RecipientList;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads a file with the recipients of one domain, one a line. A {@code #} at the start of a line or behind a blank begins a
 * comment.
 *
 * @param path absolute
 * @param delimiter of sub-addresses
 */
public record RecipientsFile(Path path, DnsName domain, Optional<String> delimiter) {
    private static final String RIGHT = "Write the path of a text file with one recipient a line.";

    /**
     * One reading of the file.
     *
     * @param list empty if there is a problem
     * @param problems each with its line
     * @param sources the file as it was read
     */
    public record Reading(Optional<RecipientList> list, List<ConfigurationProblem> problems, SourceFiles sources) {}

    public Reading read() {
        List<ConfigurationProblem> problems = new ArrayList<>();
        var sources = new SourceFiles();
        var entries = new RecipientEntries(domain);
        Optional<String> text = text(sources, problems);
        text.ifPresent(content -> add(content.split("\\R", -1), entries, problems));
        if (text.isPresent() && problems.isEmpty() && entries.isEmpty()) {
            problems.add(problem(1, "names no recipient.", RIGHT));
        }
        return new Reading(
                problems.isEmpty() ? Optional.of(entries.list(delimiter)) : Optional.empty(),
                List.copyOf(problems),
                sources);
    }

    private Optional<String> text(SourceFiles sources, List<ConfigurationProblem> problems) {
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(sources.read(path)))
                    .toString());
        } catch (CharacterCodingException e) {
            problems.add(problem(1, "is not UTF-8.", RIGHT));
        } catch (IOException e) {
            problems.add(problem(1, "is no file that can be read.", RIGHT));
        }
        return Optional.empty();
    }

    private void add(String[] lines, RecipientEntries entries, List<ConfigurationProblem> problems) {
        for (int index = 0; index < lines.length; index++) {
            int line = index + 1;
            String entry = lines[index].replaceFirst("(^|\\s)#.*", "").strip();
            if (entry.isEmpty()) {
                continue;
            }
            RecipientEntry.parse(entry)
                    .ifPresentOrElse(
                            read -> entries.add(
                                    read,
                                    (wrong, right) -> problems.add(problem(line, quoted(entry) + " " + wrong, right))),
                            () -> problems.add(problem(
                                    line,
                                    quoted(entry) + " is no " + RecipientEntries.FORM.noun() + ".",
                                    RecipientEntries.FORM.right())));
        }
    }

    private static String quoted(String entry) {
        return "\"" + entry.replaceAll("\\p{Cntrl}", "?") + "\"";
    }

    private ConfigurationProblem problem(int line, String wrong, String right) {
        return new ConfigurationProblem(path, line, "", Optional.empty(), wrong, right);
    }
}
