package dev.postern.bench;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/**
 * One round of one scenario through one gateway, as the load generator reports it: times in milliseconds or seconds, sizes
 * in MiB, and the gateway's heap.
 *
 * @param foreign messages of an earlier round that arrived in this one
 * @param ambiguous messages whose reply was lost with the connection, and which were sent again
 * @param flushes of the whole machine's disk
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record Measurement(
        String label,
        String firstTrouble,
        Times acceptMs,
        Times latencyMs,
        long accepted,
        long refused,
        long delivered,
        long lost,
        long duplicated,
        long corrupt,
        long foreign,
        long ambiguous,
        double acceptRate,
        double endToEndRate,
        long inConnections,
        long inResumed,
        long outConnections,
        long outFull,
        long outResumed,
        double gatewayUserS,
        double gatewaySystemS,
        double machineS,
        long flushes,
        double rssMb,
        double pssMb,
        double heapMb,
        double heapLiveMb) {
    /** Percentiles. */
    record Times(double p50, double p95, double p99, double max) {}

    double cpuMillis() {
        return delivered == 0 ? 0 : (gatewayUserS + gatewaySystemS) * 1000 / delivered;
    }

    double flushesPerMessage() {
        return delivered == 0 ? 0 : (double) flushes / delivered;
    }

    boolean isWhole() {
        return lost == 0 && duplicated == 0 && corrupt == 0 && refused == 0;
    }
}
