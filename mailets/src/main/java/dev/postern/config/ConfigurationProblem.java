package dev.postern.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Describes one error in a configuration file, or in the environment variables that override it.
 *
 * @param file the file that contains it
 * @param line counted from 1; 0: it is in the environment
 * @param key the full path of the key, such as {@code partners[0].outbound.level}; empty: the file as a whole
 * @param variable the environment variable that has the value, or the pattern of those that make the block; empty: the file does
 * @param wrong what is wrong, a sentence that follows the key
 * @param right what would be right, a sentence that tells what to write
 */
public record ConfigurationProblem(
        Path file, int line, String key, Optional<String> variable, String wrong, String right) {

    /**
     * The one form in which a problem is shown, with the file's bare name: {@code file:line: key: wrong right}, or
     * {@code environment variable NAME: wrong right}.
     */
    @Override
    public String toString() {
        return place() + ": " + wrong + " " + right;
    }

    private String place() {
        return variable.map(name -> "environment variable " + name)
                .orElseGet(() -> file.getFileName() + ":" + line + (key.isEmpty() ? "" : ": " + key));
    }
}
