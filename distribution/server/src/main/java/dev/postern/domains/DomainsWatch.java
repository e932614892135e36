package dev.postern.domains;

import dev.postern.config.ConfigurationException;
import dev.postern.config.ConfigurationProblem;
import dev.postern.partner.PartnerDirectory;
import dev.postern.partnersfile.PartnersWatch;
import dev.postern.thread.RecurringTask;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The own domains in force: those of {@code gateway.yaml}, and of the last good reading of the files that it names.
 *
 * <p>Once {@link #start}ed, looks every second at the content of these files. A change is read once it was seen twice in the same
 * state, as a file may still be being written; a bad one, and a file that is gone, is refused: the last good reading of all files
 * stays, and an ERROR says both, once per content. Safe for any thread.
 */
public final class DomainsWatch implements Supplier<OwnDomains> {
    private static final Logger LOGGER = LoggerFactory.getLogger(DomainsWatch.class);

    private final ConfiguredDomains configured;
    private final List<BiConsumer<OwnDomains, OwnDomains>> listeners = new CopyOnWriteArrayList<>();
    private final AtomicBoolean partnersChanged = new AtomicBoolean();
    private volatile Supplier<PartnerDirectory> partners = PartnerDirectory::empty;
    private volatile Consumer<Runnable> exclusively = Runnable::run;
    private volatile OwnDomains current;
    private DomainsReading lastReading;
    private Map<Path, String> settling = Map.of();
    private volatile List<ConfigurationProblem> problems = List.of();

    /**
     * @param first the reading to begin with
     * @throws ConfigurationException if it has problems
     */
    public DomainsWatch(ConfiguredDomains configured, DomainsReading first) {
        this.configured = configured;
        this.lastReading = first;
        this.current = first.domains().orElseThrow(() -> new ConfigurationException(first.problems()));
    }

    @Override
    public OwnDomains get() {
        return current;
    }

    /** Returns why the files that were read last are not in force; empty if they are. */
    public List<ConfigurationProblem> problems() {
        return problems;
    }

    /** Adds someone to be told of each change, by what was in force before and what is now. */
    public void addListener(BiConsumer<OwnDomains, OwnDomains> listener) {
        listeners.add(listener);
    }

    /**
     * Rejects from now on every change of a file that names a partner's domain. A file is read and put in force while no other
     * partners are put in force, so that no domain becomes ours and a partner's at the same time.
     *
     * @param watch returns the partners in force
     */
    public void keepOff(PartnersWatch watch) {
        partners = watch::current;
        exclusively = watch::exclusively;
    }

    /** Begins to look at the files. */
    public void start(ScheduledExecutorService scheduler) {
        var unused = scheduler.scheduleWithFixedDelay(
                new RecurringTask("Watching the files of own domains", this::poll), 1, 1, TimeUnit.SECONDS);
    }

    /** Reads the files again after a change of the partners: a change rejected because of them may be valid now. */
    public void partnersChanged() {
        partnersChanged.set(true); // and no more, as the caller may hold the lock of the partners
    }

    /** Looks at the files once. */
    void poll() {
        exclusively.accept(this::look);
    }

    private synchronized void look() {
        boolean refused = lastReading.domains().isEmpty();
        if (partnersChanged.getAndSet(false) && refused) {
            reload(lastReading.sources().asOfNow());
            return;
        }
        Map<Path, String> now = lastReading.sources().asOfNow();
        if (now.equals(lastReading.sources().asRead())) {
            settling = Map.of();
        } else if (now.equals(settling)) {
            reload(now);
        } else {
            settling = now;
        }
    }

    /** Reads the files now, without waiting for a change to settle, unless one of them is being written this moment. */
    public void readAgain() {
        exclusively.accept(this::readNow);
    }

    private synchronized void readNow() {
        reload(lastReading.sources().asOfNow());
    }

    private void reload(Map<Path, String> settled) {
        settling = Map.of();
        DomainsReading reading = configured.read(pattern -> partners.get().overlapping(pattern));
        if (!reading.sources().asRead().equals(settled)) {
            return; // written again in between: wait until nobody writes
        }
        lastReading = reading;
        problems = reading.problems();
        reading.domains()
                .ifPresentOrElse(
                        this::putInForce,
                        () -> LOGGER.error(
                                "Rejected the change of the own domains; the last good ones stay in force. Its problems:\n{}",
                                new ConfigurationException(reading.problems()).getMessage()));
    }

    private void putInForce(OwnDomains now) {
        OwnDomains before = current;
        if (before.all().equals(now.all())) {
            return;
        }
        current = now;
        LOGGER.info(
                "The change of the own domains is in force:\n{}", String.join("\n", DomainsDiff.between(before, now)));
        for (BiConsumer<OwnDomains, OwnDomains> listener : listeners) {
            try {
                listener.accept(before, now);
            } catch (RuntimeException e) {
                LOGGER.error(
                        "Could not pass on the change of the own domains to a part of the gateway; the change is in force",
                        e);
            }
        }
    }
}
