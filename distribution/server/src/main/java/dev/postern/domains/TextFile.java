package dev.postern.domains;

import dev.postern.config.ConfigurationProblem;
import dev.postern.config.Problems;
import dev.postern.config.SourceFiles;
import dev.postern.text.Printable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A file in UTF-8 with one entry a line. A {@code #} at the start of a line or behind a blank begins a comment.
 *
 * @param path absolute
 * @param right what to write if there is no such file
 */
record TextFile(Path path, String right) {
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    /**
     * A line that is not empty.
     *
     * @param number counted from 1
     * @param text without comment, and without blanks around
     */
    record Line(int number, String text) {}

    /** Returns the lines; empty, and a problem, if the file cannot be read. */
    Optional<List<Line>> lines(SourceFiles sources, Problems problems) {
        return text(sources, problems).map(text -> lines(text.split("\\R", -1)));
    }

    private static List<Line> lines(String[] all) {
        List<Line> lines = new ArrayList<>();
        for (int index = 0; index < all.length; index++) {
            String text = all[index].replaceFirst("(^|\\s)#.*", "").strip();
            if (!text.isEmpty()) {
                lines.add(new Line(index + 1, text));
            }
        }
        return lines;
    }

    private Optional<String> text(SourceFiles sources, Problems problems) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(sources.read(path)))
                    .toString();
            return Optional.of(text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text);
        } catch (CharacterCodingException e) {
            problems.add(problem(1, "invalid UTF-8.", right));
        } catch (IOException e) {
            problems.add(problem(1, "could not read the file.", right));
        }
        return Optional.empty();
    }

    ConfigurationProblem problem(int line, String wrong, String whatIsRight) {
        return new ConfigurationProblem(path, line, "", Optional.empty(), wrong, whatIsRight);
    }

    /** Returns an entry as problems show it. */
    static String quoted(String entry) {
        return "\"" + Printable.of(entry) + "\"";
    }
}
