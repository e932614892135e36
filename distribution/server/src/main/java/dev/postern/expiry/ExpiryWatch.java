package dev.postern.expiry;

import dev.postern.thread.RecurringTask;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells of certificates before they expire: WARN 30, 14, 7, 3 and 1 days before, ERROR afterwards, once each for as long as the
 * gateway runs, whether or not files are read again meanwhile. Safe for any thread.
 */
public final class ExpiryWatch {
    private static final Logger LOGGER = LoggerFactory.getLogger(ExpiryWatch.class);
    private static final Duration INTERVAL = Duration.ofMinutes(10);

    private final Supplier<Set<CertificateInUse>> certificates;
    private final Clock clock;
    private final Map<CertificateInUse, Integer> told = new HashMap<>(); // guarded by this

    ExpiryWatch(Supplier<Set<CertificateInUse>> certificates, Clock clock) {
        this.certificates = certificates;
        this.clock = clock;
    }

    /** Watches these. */
    public static ExpiryWatch of(ConfiguredCertificates certificates, Clock clock) {
        return new ExpiryWatch(certificates, clock);
    }

    /** Looks at once and every ten minutes, until the scheduler is shut down. */
    public void start(ScheduledExecutorService scheduler) {
        var unused = scheduler.scheduleWithFixedDelay(
                new RecurringTask("Checking when certificates expire", this::look),
                0,
                INTERVAL.toMinutes(),
                TimeUnit.MINUTES);
    }

    /** Logs what has to be said and was not yet. */
    synchronized void look() {
        Set<CertificateInUse> now = certificates.get();
        told.keySet().retainAll(now);
        now.forEach(this::tell);
    }

    /** Returns those that expire within 30 days or have expired, the first to expire first, one line each. */
    public List<String> soon() {
        return certificates.get().stream()
                .filter(certificate -> stage(certificate) > 0)
                .sorted(Comparator.comparing(CertificateInUse::expiry))
                .map(CertificateInUse::describe)
                .toList();
    }

    private void tell(CertificateInUse certificate) {
        int stage = stage(certificate);
        if (stage <= told.getOrDefault(certificate, 0)) {
            return;
        }
        told.put(certificate, stage);
        if (ExpiryStages.isExpired(stage)) {
            LOGGER.error("The {} has expired; renew it", certificate.describe());
        } else {
            LOGGER.warn(
                    "The {} expires in {}; renew it",
                    certificate.describe(),
                    ExpiryStages.left(certificate.expiry(), clock.instant()));
        }
    }

    private int stage(CertificateInUse certificate) {
        return ExpiryStages.reached(certificate.expiry(), clock.instant());
    }
}
