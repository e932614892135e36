package dev.postern.admission;

import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Counts refusals between two log lines, so that a flood of them does not flood the log. Safe for any thread. */
final class RefusalSummary {
    /** Networks that are told apart; further ones count for the sum alone. */
    private static final int MOST_NETWORKS = 1_000;

    private final Map<Denial, Integer> byReason = new EnumMap<>(Denial.class);
    private final Map<CountedNetwork, Integer> byNetwork = new HashMap<>();
    private boolean quiet = true;

    /** Counts a refusal; returns whether it is the first after a quiet period, and so worth a line of its own. */
    synchronized boolean add(Denial denial, Client client) {
        boolean first = quiet;
        quiet = false;
        if (!first) {
            byReason.merge(denial, 1, Integer::sum);
            if (byNetwork.size() < MOST_NETWORKS || byNetwork.containsKey(client.network())) {
                byNetwork.merge(client.network(), 1, Integer::sum);
            }
        }
        return first;
    }

    /** Returns what was counted since the last call, and begins anew; empty if nothing was. */
    synchronized Optional<String> take() {
        if (byReason.isEmpty()) {
            quiet = true;
            return Optional.empty();
        }
        int sum = byReason.values().stream().mapToInt(Integer::intValue).sum();
        String reasons = byReason.entrySet().stream()
                .map(reason -> reason.getKey().reason() + "=" + reason.getValue())
                .collect(Collectors.joining(", "));
        String most = byNetwork.entrySet().stream()
                .max(Comparator.comparingInt(Map.Entry::getValue))
                .map(network -> "; most from " + network.getKey() + "=" + network.getValue())
                .orElse("");
        byReason.clear();
        byNetwork.clear();
        return Optional.of(sum + " more (" + reasons + most + ")");
    }

    synchronized int networks() {
        return byNetwork.size();
    }
}
