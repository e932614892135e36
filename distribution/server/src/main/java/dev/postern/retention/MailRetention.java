package dev.postern.retention;

import dev.postern.dsn.SenderStanding;
import dev.postern.partner.Partners;
import dev.postern.storage.KeptMail;
import dev.postern.storage.KeptMessage;
import dev.postern.thread.DaemonThreads;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.mailet.Mail;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes set-aside mail that is too old or exceeds a bound, in portions, each minute. Looking takes a twentieth of the time at most:
 * with more files it looks less often. Safe for any thread.
 */
public final class MailRetention implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(MailRetention.class);
    /** Quarantined mail claims to be a partner's, and is kept for {@code keepFor} whoever sent it. */
    private static final String QUARANTINE = "rejected";

    private static final Duration BETWEEN_SWEEPS = Duration.ofMinutes(1);
    private static final int SHARE = 20;
    /** Between two portions the directory is on disk, and the gateway may stop. */
    private static final int PORTION = 1000;

    private final List<KeptMail> directories;
    private final RetentionBounds bounds;
    private final Partners partners;
    private final Clock clock;
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("mail-retention"));
    private final Map<String, String> problems = new ConcurrentSkipListMap<>();
    private volatile boolean closed;

    public MailRetention(List<KeptMail> directories, RetentionBounds bounds, Partners partners, Clock clock) {
        this.directories = List.copyOf(directories);
        this.bounds = bounds;
        this.partners = partners;
        this.clock = clock;
    }

    /** Looks each minute from now on, or as often as the amount allows. */
    public void start() {
        sweepIn(BETWEEN_SWEEPS);
    }

    /** Returns the problems for the administrator, one line each; empty if every directory is within its limits. */
    public List<String> problems() {
        return List.copyOf(problems.values());
    }

    private void sweepIn(Duration wait) {
        if (!closed) {
            var unused = timer.schedule(
                    () -> {
                        long begun = System.nanoTime();
                        sweep();
                        sweepIn(restAfter(Duration.ofNanos(System.nanoTime() - begun)));
                    },
                    wait.toMillis(),
                    TimeUnit.MILLISECONDS);
        }
    }

    private static Duration restAfter(Duration sweep) {
        Duration rest = sweep.multipliedBy(SHARE - 1);
        return rest.compareTo(BETWEEN_SWEEPS) > 0 ? rest : BETWEEN_SWEEPS;
    }

    void sweep() {
        directories.forEach(this::sweep);
    }

    private void sweep(KeptMail directory) {
        try {
            boolean quarantine = directory.name().equals(QUARANTINE);
            RetentionPlan plan = RetentionPlan.of(
                    directory.list(), bounds, clock.instant(), entry -> !quarantine && isStrangers(directory, entry));
            remove(directory, plan.expired());
            remove(directory, plan.evicted());
            log(directory, plan);
            report(directory.name(), plan.isOver(bounds) ? Optional.of(over(directory, plan)) : Optional.empty());
        } catch (IOException | RuntimeException e) { // the sweeps must go on
            report(directory.name(), Optional.of("Could not clean up mail/" + directory.name() + ": " + e));
        }
    }

    private void remove(KeptMail directory, List<KeptMessage> entries) throws IOException {
        for (int from = 0; from < entries.size() && !closed; from += PORTION) {
            directory.remove(entries.subList(from, Math.min(from + PORTION, entries.size())));
        }
    }

    /** A message whose sender cannot be determined is kept. */
    private boolean isStrangers(KeptMail directory, KeptMessage entry) {
        try {
            Optional<Mail> mail = directory.envelope(entry);
            return mail.filter(
                            known -> SenderStanding.of(known, partners.current()::partnerOf) == SenderStanding.STRANGER)
                    .isPresent();
        } catch (IOException e) {
            return false;
        }
    }

    private static void log(KeptMail directory, RetentionPlan plan) {
        if (!plan.expired().isEmpty() || !plan.evicted().isEmpty()) {
            LOGGER.info(
                    "Removed mail from mail/{}: expired={} evicted={} left={} bytes={}",
                    directory.name(),
                    plan.expired().size(),
                    plan.evicted().size(),
                    plan.messages(),
                    plan.bytes());
        }
    }

    private String over(KeptMail directory, RetentionPlan plan) {
        return "mail/" + directory.name() + " exceeds its limit: messages=" + plan.messages() + " (mail.maxMessages="
                + bounds.maxMessages() + ") bytes=" + plan.bytes() + " (mail.maxSize=" + bounds.maxBytes()
                + "). It holds mail of partners or own servers, which is kept until mail.keepFor is over; review it, and"
                + " remove what is not needed";
    }

    /** Logs each problem once until it is resolved. */
    private void report(String directory, Optional<String> problem) {
        if (problem.isEmpty()) {
            problems.remove(directory);
        } else if (problems.put(directory, problem.get()) == null) {
            LOGGER.error("{}", problem.get());
        }
    }

    @Override
    public void close() {
        closed = true;
        timer.shutdownNow();
    }
}
