/**
 * Strict reading of the YAML files that an operator edits.
 *
 * <p>A file is read whole: every problem is collected with its file, line and key, what is wrong and what would be right
 * ({@link dev.postern.config.ConfigurationProblem}), and nothing is guessed, converted or skipped. YAML 1.2, UTF-8, one
 * document, no aliases, no tags, no duplicate or unknown keys. {@link dev.postern.config.EnvironmentOverlay} puts environment variables
 * into the file's nodes before anything is read; readers know nodes only. This package knows the forms of values and nothing of what
 * they mean; it imports nothing else of Postern's.
 */
@NullMarked
package dev.postern.config;

import org.jspecify.annotations.NullMarked;
