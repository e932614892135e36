package dev.postern.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What the reading of one YAML file needs, wherever in the file it is.
 *
 * @param path absolute; relative paths in the file start from its directory
 * @param sources remembers what was read
 * @param problems collects what is wrong
 * @param environment overrides the file's keys
 */
record YamlSource(Path path, SourceFiles sources, Problems problems, Environment environment) {

    YamlSource {
        path = path.toAbsolutePath().normalize();
    }

    void problem(int line, String key, String wrong, String right) {
        problems.add(at(line, key, wrong, right));
    }

    void variableProblem(String name, String wrong, String right) {
        problems.add(atVariable(name, wrong, right));
    }

    ConfigurationProblem at(int line, String key, String wrong, String right) {
        return new ConfigurationProblem(path, line, key, Optional.empty(), wrong, right);
    }

    ConfigurationProblem atVariable(String name, String wrong, String right) {
        return new ConfigurationProblem(path, 0, "", Optional.of(name), wrong, right);
    }
}
