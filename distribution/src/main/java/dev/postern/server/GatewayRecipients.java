package dev.postern.server;

import dev.postern.gateway.DomainRecipients.InFile;
import dev.postern.gateway.DomainRecipients.Listed;
import dev.postern.gateway.DomainRecipients.Probed;
import dev.postern.gateway.GatewayConfiguration.OwnDomain;
import dev.postern.gateway.WatchedRecipients;
import dev.postern.thread.DaemonThreads;
import dev.postern.tls.DnsName;
import dev.postern.verification.ListedRecipients;
import dev.postern.verification.OwnRecipients;
import dev.postern.verification.ProbedRecipients;
import dev.postern.verification.RecipientProbe;
import dev.postern.verification.RecipientVerification;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * How the recipients of the domains of {@code gateway.yaml} are verified. Each domain has workers of its own, so that a slow next hop
 * holds up the verification of its own recipients only. All threads are daemons: nothing is lost with them.
 */
final class GatewayRecipients {
    private static final int MOST_WORKERS = 64;
    private static final int MOST_OF_A_DOMAIN = 8;
    /** Probes of one domain that wait for a worker; beyond that, strangers are told to try again. */
    private static final int MOST_WAITING = 100;

    /** Known recipients that are remembered, of all domains together as long as each has room for {@link #LEAST_REMEMBERED}. */
    private static final int MOST_REMEMBERED = 50_000;

    private static final int LEAST_REMEMBERED = 1000;
    private static final int SECONDS_OF_REST = 30;
    private static final int LOOK_SECONDS = 1;

    private final List<WatchedRecipients> watched = new ArrayList<>();
    private final Map<DnsName, RecipientVerification> domains = new LinkedHashMap<>();

    private GatewayRecipients(List<OwnDomain> own, RecipientProbe probe, Clock clock) {
        own.forEach(domain -> domains.put(domain.domain(), verification(domain, own.size(), probe, clock)));
    }

    /** Begins to look at the files at once. */
    static RecipientVerification of(List<OwnDomain> own, RecipientProbe probe, Clock clock) {
        var recipients = new GatewayRecipients(own, probe, clock);
        if (!recipients.watched.isEmpty()) {
            var unused = Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("recipients-watch"))
                    .scheduleWithFixedDelay(
                            () -> recipients.watched.forEach(WatchedRecipients::poll),
                            LOOK_SECONDS,
                            LOOK_SECONDS,
                            TimeUnit.SECONDS);
        }
        return new OwnRecipients(recipients.domains);
    }

    private RecipientVerification verification(OwnDomain own, int domains, RecipientProbe probe, Clock clock) {
        if (own.recipients() instanceof Probed probed) {
            var rule = new ProbedRecipients.Rule(
                    own.domain().ascii(),
                    probed.acceptsUnverified(),
                    ProbedRecipients.Times.STANDARD,
                    Math.max(LEAST_REMEMBERED, MOST_REMEMBERED / domains));
            int workers = Math.max(1, Math.min(MOST_OF_A_DOMAIN, MOST_WORKERS / domains));
            return new ProbedRecipients(rule, probe, pool(workers), clock);
        }
        if (own.recipients() instanceof InFile file) {
            var list = new WatchedRecipients(file);
            watched.add(list);
            return new ListedRecipients(list);
        }
        if (own.recipients() instanceof Listed listed) {
            return new ListedRecipients(listed::list);
        }
        return RecipientVerification.NONE;
    }

    private static Executor pool(int workers) {
        var pool = new ThreadPoolExecutor(
                workers,
                workers,
                SECONDS_OF_REST,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(MOST_WAITING),
                DaemonThreads.named("recipient-probe"));
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }
}
