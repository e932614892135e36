package dev.postern.config;

import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** What a mistyped word may have been meant to be. */
final class Suggestion {
    private Suggestion() {}

    /** The word that is nearest to that one, if any is near. */
    static Optional<String> nearest(Stream<String> words, String mistyped) {
        return words.filter(word -> distance(word, mistyped) <= Math.max(2, mistyped.length() / 3))
                .min(Comparator.comparingInt(word -> distance(word, mistyped)));
    }

    private static int distance(String word, String mistyped) {
        return LevenshteinDistance.getDefaultInstance()
                .apply(word.toLowerCase(Locale.ROOT), mistyped.toLowerCase(Locale.ROOT));
    }
}
