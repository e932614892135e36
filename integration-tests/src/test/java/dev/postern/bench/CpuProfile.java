package dev.postern.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;

/**
 * Where the gateway's Java code spends its time, by part of the gateway: a sample belongs to the part whose code is
 * nearest to the top of its stack. Compiler and collector of the JVM are not in it.
 */
final class CpuProfile {
    private static final int PLACES = 4;

    private final Map<Part, Map<String, Integer>> samples = new HashMap<>();
    private int total;

    /** The parts; the first of whose prefixes one fits a frame has it. */
    private enum Part {
        TLS("TLS", "sun.security. javax.crypto. com.sun.crypto. javax.net.ssl. io.netty.handler.ssl."),
        LOG("logging", "ch.qos.logback. org.slf4j."),
        QUEUE("queue", "dev.postern.queue. org.apache.activemq. org.apache.artemis. org.apache.james.queue."),
        DELIVERY("delivery", "dev.postern.delivery. com.sun.mail.smtp. dev.postern.mailets.PartnerRemoteDelivery"),
        MIME("MIME", "javax.mail. com.sun.mail. org.apache.james.server.core. org.apache.james.mime4j."),
        SMTP(
                "SMTP in",
                "org.apache.james.protocols. dev.postern.listener. dev.postern.smtp. org.apache.james.smtpserver."
                        + " io.netty."),
        PIPELINE("pipeline", "dev.postern. org.apache.mailet. org.apache.james.");

        private final String title;
        private final String prefixes;

        Part(String title, String prefixes) {
            this.title = title;
            this.prefixes = prefixes;
        }

        private boolean has(String type) {
            return Stream.of(prefixes.split(" ", -1)).anyMatch(type::startsWith);
        }
    }

    private CpuProfile() {}

    /** Of the samples of a recording from that time on. */
    static CpuProfile of(Path recording, Instant from) throws IOException {
        var profile = new CpuProfile();
        try (var file = new RecordingFile(recording)) {
            while (file.hasMoreEvents()) {
                RecordedEvent event = file.readEvent();
                if (event.getEventType().getName().equals("jdk.ExecutionSample")
                        && event.getStartTime().isAfter(from)
                        && event.getStackTrace() != null) {
                    profile.count(event.getStackTrace().getFrames());
                }
            }
        }
        return profile;
    }

    private void count(List<RecordedFrame> stack) {
        total++;
        for (RecordedFrame frame : stack) {
            String type = frame.getMethod().getType().getName();
            for (Part part : Part.values()) {
                if (part.has(type)) {
                    String place = type.substring(type.lastIndexOf('.') + 1) + "."
                            + frame.getMethod().getName();
                    samples.computeIfAbsent(part, any -> new HashMap<>()).merge(place, 1, Integer::sum);
                    return;
                }
            }
        }
    }

    @Override
    public String toString() {
        var table = new TextTable().row("Where the gateway's Java code is", "share of " + total + " samples");
        int known = 0;
        for (Part part : Part.values()) {
            Map<String, Integer> places = samples.getOrDefault(part, Map.of());
            int sum = places.values().stream().mapToInt(Integer::intValue).sum();
            known += sum;
            table.row("  " + part.title, percent(sum));
            table.heading("      " + most(places));
        }
        return table.row("  anything else", percent(total - known)).toString();
    }

    private static String most(Map<String, Integer> places) {
        return places.entrySet().stream()
                .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                .limit(PLACES)
                .map(place -> place.getKey() + " " + place.getValue())
                .collect(Collectors.joining(", "));
    }

    private String percent(int count) {
        return total == 0 ? "-" : Figures.write(100.0 * count / total) + " %";
    }
}
