package dev.postern.testing.gateway;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** The pieces of configuration that docs/how-to/use-in-your-own-james.md tells operators to copy: what is tested is what is told. */
public final class Snippet {
    private static final Path PAGE =
            Path.of(System.getProperty("postern.docs", "../docs")).resolve("how-to/use-in-your-own-james.md");

    private Snippet() {}

    /** The block behind the comment {@code <!-- snippet NAME -->}. */
    public static String named(String name) {
        try {
            var block = Pattern.compile(
                            "<!-- snippet " + Pattern.quote(name) + " -->\\n```\\w*\\n(.*?)\\n```", Pattern.DOTALL)
                    .matcher(Files.readString(PAGE));
            if (!block.find()) {
                throw new AssertionError(PAGE + " has no snippet " + name);
            }
            return block.group(1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
