package dev.postern.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What the reading of one YAML file needs, wherever in the file it is.
 *
 * @param path absolute; relative paths in the file start from its directory
 * @param sources remembers what was read
 * @param problems collects what is wrong
 */
record YamlSource(Path path, SourceFiles sources, Problems problems) {

    YamlSource {
        path = path.toAbsolutePath().normalize();
    }

    void problem(Place place, String key, String wrong, String right) {
        problems.add(at(place, key, wrong, right));
    }

    void problem(int line, String key, String wrong, String right) {
        problem(new Place.Line(line), key, wrong, right);
    }

    /** Returns a problem of that key; a variable's name says which key it is for. */
    ConfigurationProblem at(Place place, String key, String wrong, String right) {
        Optional<String> variable = place.variable();
        return new ConfigurationProblem(path, place.line(), variable.isPresent() ? "" : key, variable, wrong, right);
    }
}
