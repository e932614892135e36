package dev.postern.bench;

/** The lines of the relay's table. */
enum Figure {
    ACCEPT("accepted, msg/s"),
    END_TO_END("end to end, msg/s"),
    ACCEPT_P50("accepting p50, ms"),
    LATENCY_P50("latency p50, ms"),
    LATENCY_P95("latency p95, ms"),
    LATENCY_P99("latency p99, ms"),
    CPU("gateway CPU, ms/msg"),
    IN_FULL("handshakes in, full"),
    IN_RESUMED("handshakes in, resumed"),
    OUT_FULL("handshakes out, full"),
    OUT_RESUMED("handshakes out, resumed"),
    FLUSHES("disk flushes/msg"),
    RSS("RSS, MiB"),
    PSS("PSS, MiB"),
    HEAP("heap, most used, MiB"),
    HEAP_LIVE("heap, after collection, MiB"),
    LOST("lost"),
    DUPLICATED("duplicated"),
    CORRUPT("corrupt");

    private final String title;

    Figure(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }

    double of(Measurement m) {
        return switch (this) {
            case ACCEPT -> m.acceptRate();
            case END_TO_END -> m.endToEndRate();
            case ACCEPT_P50 -> m.acceptMs().p50();
            case LATENCY_P50 -> m.latencyMs().p50();
            case LATENCY_P95 -> m.latencyMs().p95();
            case LATENCY_P99 -> m.latencyMs().p99();
            case CPU -> m.cpuMillis();
            case IN_FULL -> m.inConnections() - m.inResumed();
            case IN_RESUMED -> m.inResumed();
            case OUT_FULL -> m.outFull();
            case OUT_RESUMED -> m.outResumed();
            case FLUSHES -> m.flushesPerMessage();
            case RSS -> m.rssMb();
            case PSS -> m.pssMb();
            case HEAP -> m.heapMb();
            case HEAP_LIVE -> m.heapLiveMb();
            case LOST -> m.lost();
            case DUPLICATED -> m.duplicated();
            case CORRUPT -> m.corrupt();
        };
    }
}
