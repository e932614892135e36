package dev.postern.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What is computed of many measured values, and how one is written. */
final class Figures {
    private Figures() {}

    /** Zero of none. */
    static double median(List<Double> values) {
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        int middle = sorted.length / 2;
        if (sorted.length == 0) {
            return 0;
        }
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** The value below which that share, 0 to 100, of the values lies. Zero of none. */
    static double percentile(long[] values, double share) {
        long[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted.length == 0
                ? 0
                : sorted[(int) Math.min(sorted.length - 1L, (long) (sorted.length * share / 100))];
    }

    /** With as many decimals as tell something. */
    static String write(double value) {
        double size = Math.abs(value);
        String format = size >= 100 || value == 0 ? "%.0f" : size >= 10 ? "%.1f" : size >= 0.1 ? "%.2f" : "%.3f";
        return String.format(Locale.ROOT, format, value);
    }
}
