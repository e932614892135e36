package dev.postern.soak;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * One soak: honest mail in both directions all the time, at first alone, then beside a crowd of attackers if there is one, then
 * alone again until everything has arrived. For one thread.
 */
final class SoakRun {
    private static final long SAMPLE_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long ARRIVAL_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final Plan plan;
    private final PrintWriter out;

    /**
     * What is to be run.
     *
     * @param warmUp until the JVM has compiled what it needs; not measured
     * @param addresses from which is attacked; 0: nobody attacks
     * @param perSecond honest messages a second in each direction
     * @param settle how long sockets and messages may take to go, once it is over
     */
    record Plan(Duration warmUp, Duration quiet, Duration hostile, int addresses, double perSecond, Duration settle) {}

    SoakRun(Plan plan, PrintWriter out) {
        this.plan = plan;
        this.out = out;
    }

    SoakReport run(SoakSite scene) throws IOException {
        List<Phase> phases = new ArrayList<>();
        Vitals start;
        double heapAtStart;
        long putOff;
        long broken;
        List<String> refusals = new ArrayList<>();
        try (var inbound = correspondence(Direction.INBOUND, scene);
                var outbound = correspondence(Direction.OUTBOUND, scene)) {
            measure("warm-up", plan.warmUp(), scene);
            heapAtStart = scene.liveHeap();
            start = scene.vitals();
            phases.add(measure("quiet", plan.quiet(), scene));
            if (plan.addresses() > 0) {
                phases.add(attacked(scene));
            }
            inbound.close();
            outbound.close();
            putOff = inbound.putOff() + outbound.putOff();
            broken = inbound.broken() + outbound.broken();
            refusals.addAll(inbound.refusals());
            refusals.addAll(outbound.refusals());
        }
        Vitals end = settled(scene, start);
        return new SoakReport(
                phases,
                start,
                end,
                heapAtStart,
                scene.liveHeap(),
                scene.arrivals.missing(),
                scene.arrivals.duplicates(),
                scene.arrivals.inClear(),
                putOff,
                broken,
                refusals,
                scene.isAlive());
    }

    private Correspondence correspondence(Direction direction, SoakSite scene) {
        return new Correspondence(direction, scene.site.smtp, plan.perSecond(), scene.arrivals);
    }

    private Phase attacked(SoakSite scene) throws IOException {
        Path log = scene.site.folder.root().resolve("crowd.log");
        Process crowd = crowd(scene.site.smtp, log);
        try (var news = new SilentMail(scene.site.smtp)) {
            return measure("hostile", plan.hostile(), scene);
        } finally {
            if (!awaitEnd(crowd)) {
                crowd.destroyForcibly();
                out.println("the attackers did not end by themselves");
            }
            Files.readAllLines(log).forEach(out::println);
        }
    }

    /** At the lowest priority: attackers are elsewhere, and take no processor time of the gateway's machine. */
    private Process crowd(int port, Path log) throws IOException {
        var command = List.of(
                "nice",
                "-n",
                "19",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-cp",
                System.getProperty("java.class.path"),
                Crowd.class.getName(),
                Integer.toString(port),
                Integer.toString(plan.addresses()),
                Long.toString(plan.hostile().toSeconds()));
        Process crowd = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile()) // not among what this JVM tells Maven
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(crowd::destroyForcibly));
        return crowd;
    }

    private static boolean awaitEnd(Process crowd) {
        try {
            return crowd.waitFor(120, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private Phase measure(String name, Duration time, SoakSite scene) throws IOException {
        for (Direction direction : Direction.values()) {
            scene.arrivals.latencies(direction);
        }
        Vitals most = Vitals.NONE;
        long end = System.nanoTime() + time.toNanos();
        long minute = System.nanoTime();
        // On a machine that stands still for a while, until something came in each direction.
        long last = end + ARRIVAL_NANOS;
        while (scene.isAlive()
                && (System.nanoTime() < end || (System.nanoTime() < last && !scene.arrivals.inBothDirections()))) {
            Vitals now = scene.vitals();
            most = most.or(now);
            if (System.nanoTime() >= minute) {
                minute += TimeUnit.MINUTES.toNanos(1);
                out.println(name + ": " + now);
                out.flush();
            }
            LockSupport.parkNanos(Math.min(SAMPLE_NANOS, Math.max(1, end - System.nanoTime())));
        }
        Map<Direction, List<Double>> latencies = new EnumMap<>(Direction.class);
        for (Direction direction : Direction.values()) {
            latencies.put(direction, scene.arrivals.latencies(direction));
        }
        return new Phase(name, latencies, most);
    }

    /** Waits until everything has arrived and the gateway has closed what it opened meanwhile, or for {@link Plan#settle}. */
    private Vitals settled(SoakSite scene, Vitals start) throws IOException {
        scene.endSilence();
        long end = System.nanoTime() + plan.settle().toNanos();
        Vitals now = scene.vitals();
        while (System.nanoTime() < end
                && scene.isAlive()
                && (scene.arrivals.missing() > 0 || !SoakReport.isBack(start, now))) {
            LockSupport.parkNanos(SAMPLE_NANOS);
            now = scene.vitals();
        }
        return now;
    }
}
