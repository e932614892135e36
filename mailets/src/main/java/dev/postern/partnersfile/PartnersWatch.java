package dev.postern.partnersfile;

import dev.postern.config.ConfigurationException;
import dev.postern.config.ConfigurationProblem;
import dev.postern.partner.PartnerDirectory;
import dev.postern.partner.Partners;
import dev.postern.partner.PartnersListener;
import dev.postern.thread.DaemonThreads;
import dev.postern.thread.RecurringTask;
import java.io.Closeable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The partners in force: those of the last good reading of {@code partners.yaml} and of the certificate files it names.
 *
 * <p>Once {@link #start}ed, looks every second at the content of these files. A good change takes effect within three
 * seconds and is logged as what was added, removed and changed; a bad one, and a file that is gone, is refused: the last
 * good reading stays, and an ERROR says both, once per content. So is one that loses more than half of the partners, until an
 * administrator confirms it ({@link PartnersConfirmation}). Safe for any thread.
 */
public final class PartnersWatch implements Partners, Closeable {
    private static final Logger LOGGER = LoggerFactory.getLogger(PartnersWatch.class);
    private static final Duration INTERVAL = Duration.ofSeconds(1);

    private final PartnersFile file;
    private final List<PartnersListener> listeners = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("partners-watch"));
    private volatile PartnerDirectory current;
    private PartnersReading lastReading;
    private Map<Path, String> settling = Map.of();
    private boolean unconfirmed;
    private volatile List<ConfigurationProblem> problems = List.of();
    private final PartnersConfirmation confirmation;
    private UsedConfirmation used = UsedConfirmation.inMemory();

    /**
     * @param first the reading to begin with
     * @throws ConfigurationException if it has problems
     */
    public PartnersWatch(PartnersFile file, PartnersReading first) {
        this.file = file;
        this.confirmation = new PartnersConfirmation(file.path());
        this.lastReading = first;
        this.current = first.directory().orElseThrow(() -> new ConfigurationException(first.problems()));
    }

    @Override
    public PartnerDirectory current() {
        return current;
    }

    /** Returns why the content that was read last is not in force; empty if it is. */
    public List<ConfigurationProblem> problems() {
        return problems;
    }

    /** Returns the file that is watched. */
    public Path path() {
        return file.path();
    }

    /** Returns whether an administrator confirmed the content that was read last, with a confirmation that was not used before. */
    public synchronized boolean isConfirmed() {
        return confirmation
                .of(lastReading)
                .filter(confirmed -> !used.isUsed(confirmed))
                .isPresent();
    }

    /** The change that the content read last makes is in force: its confirmation confirms no other. */
    public synchronized void useConfirmation() {
        confirmation.of(lastReading).ifPresent(used::use);
    }

    /** Remembers used confirmations there, in the place of this process's memory. */
    public synchronized void remember(UsedConfirmation confirmations) {
        used = confirmations;
    }

    public PartnersConfirmation confirmation() {
        return confirmation;
    }

    public void addListener(PartnersListener listener) {
        listeners.add(listener);
    }

    /** Tells the warnings of the first reading, and begins to look at the files. */
    public synchronized void start() {
        warn(lastReading, List.of());
        var unused = thread.scheduleWithFixedDelay(
                new RecurringTask("Watching " + file.path(), this::poll),
                INTERVAL.toMillis(),
                INTERVAL.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    /**
     * Looks at the files once. A change is read when it was seen twice in the same state: what is still being written
     * might be well-formed and name half of the partners.
     */
    public synchronized void poll() {
        Map<Path, String> now = lastReading.sources().asOfNow();
        if (now.equals(lastReading.sources().asRead())) {
            settling = Map.of();
            confirmed();
        } else if (now.equals(settling)) {
            reload(now);
        } else {
            settling = now;
        }
    }

    /** Reads the files now, without waiting for a change to settle, unless one of them is being written this moment. */
    public synchronized void readAgain() {
        reload(lastReading.sources().asOfNow());
    }

    /** Runs that while nobody puts other partners in force. It must not wait for another thread. */
    public synchronized void exclusively(Runnable action) {
        action.run();
    }

    /** Reads a change that was refused again: what it conflicted with, such as an own domain, may be gone. */
    public synchronized void retryRefused() {
        if (lastReading.directory().isEmpty()) {
            readAgain();
        }
    }

    private void reload(Map<Path, String> settled) {
        PartnersReading reading = file.read();
        boolean asSettled = reading.sources().asRead().entrySet().stream()
                .allMatch(read ->
                        settled.getOrDefault(read.getKey(), read.getValue()).equals(read.getValue()));
        if (!asSettled) {
            settling = Map.of(); // written again in between: wait until nobody writes
            return;
        }
        List<ConfigurationProblem> known = lastReading.warnings();
        lastReading = reading;
        settling = Map.of();
        unconfirmed = false;
        problems = reading.problems();
        if (reading.directory().isPresent()) {
            accept(reading.directory().get());
            warn(reading, known);
        } else {
            LOGGER.error(
                    "Rejected the change of {}; the last good partners stay in force. Its problems:\n{}",
                    file.path(),
                    new ConfigurationException(reading.problems()).getMessage());
        }
    }

    private static void warn(PartnersReading reading, List<ConfigurationProblem> known) {
        reading.warnings().stream()
                .filter(warning -> !known.contains(warning))
                .forEach(warning -> LOGGER.warn("{}", warning));
    }

    /** A change that takes away most partners is in force only once it is confirmed. */
    private void accept(PartnerDirectory now) {
        Optional<PartnersLoss> loss = PartnersLoss.between(PartnersLoss.domains(current), now);
        if (loss.isEmpty()) {
            putInForce(now);
            return;
        }
        if (isConfirmed()) {
            putInForce(now);
            useConfirmation();
            return;
        }
        unconfirmed = true;
        problems = List.of(new ConfigurationProblem(
                file.path(),
                1,
                "partners",
                Optional.empty(),
                "most partners are missing.",
                loss.get().words(confirmation)));
        LOGGER.error(
                "Rejected the change of {}; the partners before it stay in force. {}",
                file.path(),
                loss.get().words(confirmation));
    }

    /** Reads the file again: an own domain may have taken a domain of it meanwhile. */
    private void confirmed() {
        if (unconfirmed && isConfirmed()) {
            readAgain();
        }
    }

    private void putInForce(PartnerDirectory now) {
        PartnerDirectory before = current;
        List<String> changes = PartnersDiff.between(before, now);
        if (changes.isEmpty()) {
            LOGGER.info("Reloaded {}: no partner changed", file.path());
            return;
        }
        current = now;
        LOGGER.info("The change of {} is in force:\n{}", file.path(), String.join("\n", changes));
        for (PartnersListener listener : listeners) {
            try {
                listener.partnersChanged(before, now);
            } catch (RuntimeException e) {
                LOGGER.error("The change of {} is in force, but a listener failed to apply it", file.path(), e);
            }
        }
    }

    /** Ends the watch; what is in force stays. */
    @Override
    public void close() {
        thread.shutdownNow();
    }
}
