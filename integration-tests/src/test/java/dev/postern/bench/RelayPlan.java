package dev.postern.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the relay's benchmark does in which order. All gateways run all the time, an idle one costs nothing; the rounds of
 * one scenario go round the gateways in turns.
 *
 * @param only names of scenarios; none: all
 * @param divisor of the numbers of messages
 * @param progress takes a line for each round
 */
record RelayPlan(
        Load load, List<String> only, int divisor, int rounds, boolean warmUp, PrintWriter progress, Clock clock) {
    private static final String COLD = "cold";
    private static final String CROWD = "crowd";
    private static final int WARM_UP = 15_000;
    private static final int WARM_UP_LARGE = 1_500;
    private static final int BACKLOG = 20_000;

    static List<String> names() {
        return Stream.concat(Stream.of(COLD, CROWD), Scenario.all().stream().map(Scenario::name))
                .sorted()
                .toList();
    }

    /** Starts the gateways, measures, and stops them. */
    RelayRounds run(Scratch scratch, List<GatewayUnderTest> gateways) throws IOException {
        var taken = new RelayRounds();
        List<GatewayUnderTest> started = new ArrayList<>();
        try {
            for (GatewayUnderTest gateway : gateways) {
                gateway.start();
                started.add(gateway);
            }
            // The first messages of a JVM's life, which also begin to warm it.
            round(
                    taken,
                    named(Scenario.TEN, COLD, "10 KiB, 10 connections, the first after the start"),
                    gateways,
                    isWanted(COLD));
            if (warmUp) {
                round(taken, Scenario.FIFTY.of(WARM_UP), gateways, false);
            }
            taken.beginWarm(clock.instant());
            for (Scenario scenario : Scenario.all()) {
                if (warmUp && scenario.isLarge() && isWanted(scenario.name())) {
                    // Another way through the code than that of small messages, as cold as that was.
                    round(taken, scenario.of(WARM_UP_LARGE), gateways, false);
                }
                for (int round = 0; round < rounds && isWanted(scenario.name()); round++) {
                    round(taken, scenario, gateways, true);
                }
            }
            if (isWanted(CROWD)) {
                crowd(scratch, taken, gateways.get(gateways.size() - 1), started);
            }
        } finally {
            for (GatewayUnderTest gateway : started) {
                gateway.close();
            }
        }
        return taken;
    }

    /** The same load through a gateway with 1,000 partners, for one of whom 20,000 messages wait. */
    private void crowd(Scratch scratch, RelayRounds taken, GatewayUnderTest plain, List<GatewayUnderTest> started)
            throws IOException {
        GatewayUnderTest crowded = PosternGateway.crowded(scratch);
        crowded.start();
        started.add(crowded);
        if (warmUp) {
            round(taken, Scenario.FIFTY.of(WARM_UP), List.of(crowded), false);
        }
        progress.println("crowd: " + BACKLOG / divisor + " messages to a partner that is down ...");
        load.pile(crowded, Scenario.FIFTY.of(BACKLOG).shortened(divisor), ManyPartners.DEAD);
        Scenario scenario = named(
                Scenario.FIFTY,
                CROWD,
                "10 KiB, 50 connections; crowded: 1,000 partners, %,d messages waiting".formatted(BACKLOG / divisor));
        for (int round = 0; round < rounds; round++) {
            round(taken, scenario, List.of(plain, crowded), true);
        }
    }

    private void round(RelayRounds taken, Scenario scenario, List<GatewayUnderTest> gateways, boolean counts)
            throws IOException {
        for (GatewayUnderTest gateway : gateways) {
            Measurement measured = load.run(gateway, scenario.shortened(divisor));
            progress.printf(
                    "%s%s, %s: %s msg/s, p99 %s ms, %s ms CPU/msg%s%n",
                    counts ? "" : "warm-up: ",
                    scenario.name(),
                    gateway.name(),
                    Figures.write(measured.endToEndRate()),
                    Figures.write(measured.latencyMs().p99()),
                    Figures.write(measured.cpuMillis()),
                    measured.isWhole() ? "" : " - NOT WHOLE: " + measured);
            if (counts) {
                taken.add(scenario, measured);
            }
        }
    }

    private boolean isWanted(String name) {
        return only.isEmpty() || only.contains(name);
    }

    private static Scenario named(Scenario like, String name, String title) {
        return new Scenario(
                name, title, like.connections(), like.messages(), like.size(), like.perConnection(), like.rate());
    }
}
