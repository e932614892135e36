package dev.postern.testing.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A command that a page tells its reader to type.
 *
 * @param page its path from the root of the sources
 * @param text the whole command in one line, without the comment behind it
 */
public record ShellCommand(String page, String text) {
    private static final Path DOCS = Path.of(System.getProperty("postern.docs", "../docs"));
    private static final Pattern BLOCK =
            Pattern.compile("(?ms)^ *```(sh|bash|shell|console|powershell)\\n(.*?)^ *```$");
    /** A whole command within a sentence; the name of a command alone is none. */
    private static final Pattern INLINE = Pattern.compile(
            "`(postern (?:queue(?: flush \\S+| --conf \\S+)?|health(?: --data \\S+)?|check)|openssl s_client -[^`]+)`");
    /** The end of a line that goes on in the next: of a shell, and of PowerShell. */
    private static final Pattern CONTINUED = Pattern.compile(" *[\\\\`]\\n *| \\|\\n *");

    private static final Pattern COMMENT = Pattern.compile(" {2,}# .*| +# .*$");

    /** All commands of all pages, each once in a page; the list of changes is none. */
    public static List<ShellCommand> all() {
        Path root = DOCS.resolveSibling(".").normalize();
        var commands = new ArrayList<ShellCommand>();
        try (Stream<Path> docs = Files.walk(DOCS);
                Stream<Path> top = Files.list(root)) {
            for (Path page : Stream.concat(top, docs)
                    .filter(file -> file.toString().endsWith(".md") && !file.endsWith("CHANGELOG.md"))
                    .sorted()
                    .toList()) {
                String name = root.relativize(page).toString();
                String text = Files.readString(page);
                var blocks = BLOCK.matcher(text).results().flatMap(block -> commandsIn(block.group(2)));
                var inline = INLINE.matcher(text).results().map(found -> found.group(1));
                Stream.concat(blocks, inline)
                        .distinct()
                        .forEach(command -> commands.add(new ShellCommand(name, command)));
            }
            return commands;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<String> commandsIn(String block) {
        return CONTINUED
                .matcher(block)
                .replaceAll(found -> found.group().contains("|") ? " | " : " ")
                .lines()
                .map(line -> COMMENT.matcher(line).replaceFirst("").strip())
                .filter(line -> !line.isEmpty());
    }

    @Override
    public String toString() {
        return page + ": " + text;
    }
}
