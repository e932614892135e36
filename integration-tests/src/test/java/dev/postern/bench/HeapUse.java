package dev.postern.bench;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a JVM's log of its collections says of its heap, in MiB.
 *
 * @param peak most in use before a collection
 * @param live most left after one
 */
record HeapUse(double peak, double live) {
    static final HeapUse NONE = new HeapUse(0, 0);

    private static final Pattern COLLECTION = Pattern.compile("Pause .* (\\d+)M->(\\d+)M\\(\\d+M\\)");

    /** Of the lines that {@code -Xlog:gc} wrote. */
    static HeapUse of(List<String> log) {
        double peak = 0;
        double live = 0;
        for (String line : log) {
            Matcher collection = COLLECTION.matcher(line);
            if (collection.find()) {
                peak = Math.max(peak, Double.parseDouble(collection.group(1)));
                live = Math.max(live, Double.parseDouble(collection.group(2)));
            }
        }
        return new HeapUse(peak, live);
    }
}
