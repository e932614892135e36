package dev.postern.revalidation;

import dev.postern.expiry.CertificateInUse;
import dev.postern.partner.Partner;
import dev.postern.partner.PartnerDirectory;
import dev.postern.partner.Partners;
import dev.postern.probe.ProbeEvent;
import dev.postern.probe.ProbeRequest;
import dev.postern.probe.ProbeResult;
import dev.postern.smtpclient.SmtpTimeouts;
import dev.postern.thread.DaemonThreads;
import dev.postern.thread.RecurringTask;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.mailet.MailetContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Probes partners on schedule, one after another on a thread of its own, and has the postmaster told of changes. A partner whose entry
 * changes, or is new, is probed soon. Deliveries share nothing with it but the network.
 */
public final class Revalidation implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(Revalidation.class);
    /** Not while the gateway starts. */
    private static final Duration AFTER_START = Duration.ofSeconds(15);
    /** A partner with many domains and silent servers must not keep the others from their turn. */
    private static final Duration LONGEST_ROUND = Duration.ofMinutes(5);

    private static final Duration BETWEEN_LOOKS_AT_OWN = Duration.ofMinutes(10);
    private static final Duration BETWEEN_PRUNINGS = Duration.ofDays(1);
    private static final Duration KEPT = Duration.ofDays(400);
    private static final String NOTHING_TO_ASK =
            "none of its domains can be asked: they are wildcards, and no next hop is configured";

    /** Shorter than those of a delivery: partners take turns, and one whose servers are slow keeps the others from theirs. */
    public static final SmtpTimeouts TIMEOUTS = new SmtpTimeouts(
            Duration.ofSeconds(15),
            Duration.ofSeconds(30),
            Duration.ofSeconds(15),
            Duration.ofMinutes(1),
            Duration.ofMinutes(1),
            Duration.ofMinutes(2));

    private final Settings settings;
    private final Partners partners;
    private final Function<Partner, List<ProbeRequest>> requests;
    private final Prober prober;
    private final Supplier<Set<CertificateInUse>> own;
    private final ProbeFiles files;
    private final PartnerStates states;
    private final ChangeNotices notices;
    private final Clock clock;
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("revalidation"));
    private final Set<String> soon = ConcurrentHashMap.newKeySet();
    private final Map<String, Optional<Instant>> probed = new HashMap<>();
    private Instant nextProbe = Instant.MIN;
    private Instant nextLookAtOwn = Instant.MIN;
    private Instant nextPruning = Instant.MIN;
    private boolean begun;
    private boolean historyFails;
    private volatile boolean closed;

    /**
     * What the configuration says.
     *
     * @param every how often a partner is probed; empty: never, and nothing is told
     * @param noticePeriod in which the postmaster gets one notice at most
     * @param giveUpAfter when deferred mail is returned
     */
    public record Settings(Optional<Duration> every, Duration noticePeriod, Duration giveUpAfter) {}

    /** Runs a probe to its end. */
    @FunctionalInterface
    public interface Prober {
        ProbeResult run(ProbeRequest request, Consumer<ProbeEvent> listener);
    }

    /**
     * Prepares it; {@link #start} begins.
     *
     * @param requests what to probe of a partner; none if nothing of it can be
     * @param own the certificates that the configuration names
     * @param context where notices are sent
     */
    public Revalidation(
            Settings settings,
            Partners partners,
            Function<Partner, List<ProbeRequest>> requests,
            Prober prober,
            Supplier<Set<CertificateInUse>> own,
            ProbeFiles files,
            MailetContext context,
            Clock clock) {
        this.settings = settings;
        this.partners = partners;
        this.requests = requests;
        this.prober = prober;
        this.own = own;
        this.files = files;
        this.states = new PartnerStates(files);
        this.notices = new ChangeNotices(context, partners, states, settings.noticePeriod(), clock);
        this.clock = clock;
    }

    /** Begins after a pause, and looks every second who is due. Does nothing if partners are never probed. */
    public void start() {
        if (settings.every().isEmpty()) {
            return;
        }
        var unused = timer.scheduleWithFixedDelay(
                new RecurringTask("Probing partners on schedule", this::look),
                AFTER_START.toSeconds(),
                1,
                TimeUnit.SECONDS);
    }

    /** Has those partners probed soon whose entry is new or another one. Returns at once; for any thread. */
    public void changed(PartnerDirectory before, PartnerDirectory now) {
        now.partners().stream()
                .filter(partner -> !before.named(partner.name()).equals(Optional.of(partner)))
                .map(Partner::name)
                .forEach(soon::add);
    }

    /** Ends it at once: a probe that is under way comes to nothing, and writes nothing any more. */
    @Override
    public void close() {
        synchronized (files) {
            closed = true;
        }
        timer.shutdownNow();
    }

    /** Does what is due: at most one partner is probed. */
    void look() throws IOException {
        if (!begun) {
            for (String name : files.partners()) {
                notices.pending(name, states.of(name));
            }
            begun = true;
        }
        Instant now = clock.instant();
        if (!now.isBefore(nextLookAtOwn)) {
            nextLookAtOwn = now.plus(BETWEEN_LOOKS_AT_OWN);
            states.writeAgain();
            lookAtOwn(now);
        }
        if (!now.isBefore(nextPruning)) {
            nextPruning = now.plus(BETWEEN_PRUNINGS);
            files.prune(now.minus(KEPT));
        }
        if (settings.every().isPresent() && !now.isBefore(nextProbe)) {
            var schedule = new ProbeSchedule(settings.every().get());
            PartnerDirectory directory = partners.current();
            due(directory, schedule, now).ifPresent(partner -> {
                round(partner, now);
                nextProbe =
                        clock.instant().plus(schedule.gap(directory.partners().size()));
            });
        }
        synchronized (files) {
            if (!closed) {
                notices.sendDue();
            }
        }
    }

    private void lookAtOwn(Instant now) {
        PartnerState before = states.of(OwnCertificates.NAME);
        PartnerState after = OwnCertificates.after(before, own.get(), now);
        if (!after.stages().equals(before.stages())) {
            states.put(OwnCertificates.NAME, after);
            notices.pending(OwnCertificates.NAME, after);
        }
    }

    /** Returns the partner that waits longest of those that are due. */
    private Optional<Partner> due(PartnerDirectory directory, ProbeSchedule schedule, Instant now) {
        probed.keySet().removeIf(name -> directory.named(name).isEmpty());
        soon.removeIf(name -> directory.named(name).isEmpty());
        return directory.partners().stream()
                .filter(partner ->
                        soon.contains(partner.name()) || schedule.isDue(partner.name(), lastProbe(partner.name()), now))
                .min(Comparator.comparing(partner -> lastProbe(partner.name()).orElse(Instant.MIN)));
    }

    private Optional<Instant> lastProbe(String partner) {
        return probed.computeIfAbsent(partner, name -> states.of(name).probed());
    }

    private void round(Partner partner, Instant begin) {
        soon.remove(partner.name());
        PartnerState before = states.of(partner.name());
        List<ProbeRequest> asked = requests.apply(partner).stream()
                .sorted(Comparator.comparing(request -> lastAsked(before, request)))
                .toList();
        List<DomainRecord> found = new ArrayList<>();
        for (ProbeRequest request : asked) {
            if (closed || !clock.instant().isBefore(begin.plus(LONGEST_ROUND))) {
                break;
            }
            var observation = new ProbeObservation();
            found.add(observation.record(prober.run(request, observation)));
        }
        Optional<String> skipped = asked.isEmpty() ? Optional.of(NOTHING_TO_ASK) : Optional.empty();
        var record = new ProbeRecord(begin, partner.mode().word(), skipped, found);
        synchronized (files) {
            if (!closed) {
                keep(partner, before, record);
            }
        }
    }

    private static Instant lastAsked(PartnerState before, ProbeRequest request) {
        return Optional.ofNullable(before.domains().get(request.domain().ascii()))
                .map(DomainState::asked)
                .orElse(Instant.MIN);
    }

    private void keep(Partner partner, PartnerState before, ProbeRecord record) {
        // The same reason again would push the probes out of the history.
        if (record.skipped().isEmpty() || !record.skipped().equals(before.skipped())) {
            append(partner.name(), record);
        }
        PartnerState after = PartnerReview.after(before, partner, record, settings.giveUpAfter());
        states.put(partner.name(), after);
        notices.pending(partner.name(), after);
        probed.put(partner.name(), after.probed());
    }

    private void append(String partner, ProbeRecord record) {
        try {
            files.append(partner, record);
            historyFails = false;
        } catch (IOException e) {
            if (!historyFails) {
                LOGGER.error(
                        "Could not add the probe of partner {} to its history; probes go on. Check the disk of the data"
                                + " directory",
                        partner,
                        e);
            }
            historyFails = true;
        }
    }
}
