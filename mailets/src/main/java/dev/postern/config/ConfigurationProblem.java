package dev.postern.config;

import java.nio.file.Path;

/**
 * One thing that is wrong in a configuration file.
 *
 * @param file the file that holds it
 * @param line counted from 1
 * @param key the full path of the key, such as {@code partners[0].outbound.level}; empty: the file as a whole
 * @param wrong what is wrong, a sentence that follows the key
 * @param right what would be right, a sentence that tells what to write
 */
public record ConfigurationProblem(Path file, int line, String key, String wrong, String right) {

    /** The one form in which a problem is shown, with the file's bare name: {@code file:line: key: wrong right}. */
    @Override
    public String toString() {
        return file.getFileName() + ":" + line + ": " + (key.isEmpty() ? "" : key + ": ") + wrong + " " + right;
    }
}
