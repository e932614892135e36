package dev.postern.domains;

import dev.postern.config.ConfigurationProblem;
import dev.postern.config.Problems;
import dev.postern.config.SourceFiles;
import dev.postern.verification.RecipientList;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Reads a file with recipients, one a line.
 *
 * @param path absolute
 * @param delimiter of sub-addresses
 */
record RecipientsFile(Path path, RecipientScope scope, Optional<String> delimiter) {
    private static final String RIGHT = "Write the path of a text file with one recipient per line.";

    /**
     * One reading of the file.
     *
     * @param list empty if there is a problem
     * @param problems each with its line
     * @param sources the file as it was read
     */
    record Reading(Optional<RecipientList> list, List<ConfigurationProblem> problems, SourceFiles sources) {}

    Reading read() {
        var problems = new Problems();
        var sources = new SourceFiles();
        var entries = new RecipientEntries(scope);
        var file = new TextFile(path, RIGHT);
        Optional<List<TextFile.Line>> lines = file.lines(sources, problems);
        lines.stream().flatMap(List::stream).forEach(line -> add(line, entries, file, problems));
        if (lines.isPresent() && problems.isEmpty() && entries.isEmpty()) {
            problems.add(file.problem(1, "the file lists no recipient.", RIGHT));
        }
        return new Reading(
                problems.isEmpty() ? Optional.of(entries.list(delimiter)) : Optional.empty(), problems.list(), sources);
    }

    private static void add(TextFile.Line line, RecipientEntries entries, TextFile file, Problems problems) {
        String shown = TextFile.quoted(line.text());
        RecipientEntry.parse(line.text())
                .ifPresentOrElse(
                        read -> entries.add(
                                read,
                                (wrong, right) ->
                                        problems.add(file.problem(line.number(), shown + " " + wrong, right))),
                        () -> problems.add(file.problem(
                                line.number(),
                                shown + " is not a valid " + RecipientEntries.FORM.noun() + ".",
                                RecipientEntries.FORM.right())));
    }
}
