package dev.postern.server;

import dev.postern.domains.DomainRecipients.InFile;
import dev.postern.domains.DomainRecipients.Listed;
import dev.postern.domains.DomainRecipients.Probed;
import dev.postern.domains.DomainsWatch;
import dev.postern.domains.OwnDomain;
import dev.postern.domains.OwnDomains;
import dev.postern.domains.WatchedRecipients;
import dev.postern.partner.NextHop;
import dev.postern.thread.DaemonThreads;
import dev.postern.verification.ListedRecipients;
import dev.postern.verification.OwnRecipients;
import dev.postern.verification.ProbedRecipients;
import dev.postern.verification.RecipientProbe;
import dev.postern.verification.RecipientVerification;
import dev.postern.verification.VerificationRule;
import dev.postern.verification.VerificationTimes;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Sets up the verification of recipients of own domains. The domains of one entry with the same next hops have workers
 * of their own, so that a slow next hop holds up the verification of its own recipients only. All threads are daemons:
 * nothing is lost with them.
 */
public final class GatewayRecipients {
    private static final int MOST_WORKERS = 64;
    private static final int MOST_OF_A_GROUP = 8;
    /** Probes of one group that wait for a worker; beyond that, strangers are told to try again. */
    private static final int MOST_WAITING = 100;

    /** Known recipients that are remembered, of all groups together as long as each has room for {@link #LEAST_REMEMBERED}. */
    private static final int MOST_REMEMBERED = 50_000;

    private static final int LEAST_REMEMBERED = 1000;
    private static final int SECONDS_OF_REST = 30;
    private static final int LOOK_SECONDS = 1;

    private final Map<InFile, WatchedRecipients> watched = new ConcurrentHashMap<>();
    private final Map<Group, ProbedRecipients> probed = new ConcurrentHashMap<>();
    private final RecipientProbe probe;
    private final Clock clock;
    private volatile int groups;

    /** Domains of whose recipients the same servers are asked, by the same entry. */
    private record Group(String entry, List<NextHop> nextHops, boolean acceptsUnverified) {
        static Group of(OwnDomain own, Probed how) {
            return new Group(own.entry(), own.outbound().nextHops(), how.acceptsUnverified());
        }
    }

    private GatewayRecipients(RecipientProbe probe, Clock clock) {
        this.probe = probe;
        this.clock = clock;
    }

    /** Begins to look at the files at once. */
    public static RecipientVerification of(DomainsWatch domains, RecipientProbe probe, Clock clock) {
        var recipients = new GatewayRecipients(probe, clock);
        recipients.follow(domains.get());
        domains.addListener((before, now) -> recipients.follow(now));
        if (!recipients.watched.isEmpty()) {
            var unused = Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("recipients-watch"))
                    .scheduleWithFixedDelay(
                            () -> recipients.watched.values().forEach(WatchedRecipients::poll),
                            LOOK_SECONDS,
                            LOOK_SECONDS,
                            TimeUnit.SECONDS);
        }
        return new OwnRecipients(domain -> domains.get().of(domain).map(recipients::verification));
    }

    /** Forgets what is remembered of servers that are asked no more. */
    private void follow(OwnDomains domains) {
        Set<Group> current = domains.all().stream()
                .filter(own -> own.recipients() instanceof Probed)
                .map(own -> Group.of(own, (Probed) own.recipients()))
                .collect(Collectors.toSet());
        groups = Math.max(1, current.size());
        probed.keySet().retainAll(current);
        domains.all().forEach(own -> {
            if (own.recipients() instanceof InFile file) {
                watched.computeIfAbsent(file, WatchedRecipients::new);
            }
        });
    }

    private RecipientVerification verification(OwnDomain own) {
        if (own.recipients() instanceof Probed how) {
            return probed.computeIfAbsent(Group.of(own, how), this::probed);
        }
        if (own.recipients() instanceof InFile file) {
            return new ListedRecipients(watched.computeIfAbsent(file, WatchedRecipients::new));
        }
        if (own.recipients() instanceof Listed listed) {
            return new ListedRecipients(listed::list);
        }
        return RecipientVerification.NONE;
    }

    private ProbedRecipients probed(Group group) {
        var rule = new VerificationRule(
                group.entry(),
                group.acceptsUnverified(),
                VerificationTimes.STANDARD,
                Math.max(LEAST_REMEMBERED, MOST_REMEMBERED / groups));
        int workers = Math.max(1, Math.min(MOST_OF_A_GROUP, MOST_WORKERS / groups));
        return new ProbedRecipients(rule, probe, pool(workers), clock);
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
