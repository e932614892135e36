package dev.postern.domains;

import dev.postern.partner.NextHop;
import dev.postern.partner.OutboundPolicy;
import dev.postern.thread.RecurringTask;
import dev.postern.utf8.SmtpUtf8Offer;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Offers SMTPUTF8 while every next hop of the own domains is known to accept it: a message that came with it could not leave otherwise.
 *
 * <p>Once {@link #start}ed, each next hop is asked at once and every five minutes, by EHLO and no more. What it said last holds while it
 * does not answer; one that never answered is not known. Safe for any thread.
 */
public final class SmtpUtf8Watch implements SmtpUtf8Offer {
    /** Between two rounds. */
    static final Duration PERIOD = Duration.ofMinutes(5);

    private static final Logger LOGGER = LoggerFactory.getLogger(SmtpUtf8Watch.class);

    private final Supplier<OwnDomains> domains;
    private final BiFunction<NextHop, OutboundPolicy, Optional<Boolean>> probe;
    private final Map<Server, Boolean> known = new ConcurrentHashMap<>();
    private volatile Servers servers = new Servers(new OwnDomains(List.of()));
    private Optional<String> told = Optional.empty();

    /** A next hop as one of the own domains uses it. */
    private record Server(NextHop nextHop, OutboundPolicy policy) {}

    /** The next hops of these domains. */
    private static final class Servers {
        private final OwnDomains of;
        private final Set<Server> all = new LinkedHashSet<>();

        private Servers(OwnDomains of) {
            this.of = of;
            of.all()
                    .forEach(own ->
                            own.outbound().nextHops().forEach(nextHop -> all.add(new Server(nextHop, own.outbound()))));
        }
    }

    /** @param probe asks a next hop by the policy for it; empty if it does not answer */
    public SmtpUtf8Watch(Supplier<OwnDomains> domains, BiFunction<NextHop, OutboundPolicy, Optional<Boolean>> probe) {
        this.domains = domains;
        this.probe = probe;
    }

    @Override
    public boolean isOffered() {
        Set<Server> all = current();
        return !all.isEmpty() && all.stream().allMatch(server -> known.getOrDefault(server, false));
    }

    private Set<Server> current() {
        OwnDomains now = domains.get();
        Servers last = servers;
        if (last.of != now) {
            last = new Servers(now);
            servers = last;
        }
        return last.all;
    }

    /** Begins to ask, on threads of that scheduler, which waits for slow next hops. */
    public void start(ScheduledExecutorService scheduler) {
        var unused = scheduler.scheduleWithFixedDelay(
                new RecurringTask("Asking the next hops for SMTPUTF8", this::check),
                0,
                PERIOD.toSeconds(),
                TimeUnit.SECONDS);
    }

    /** Asks each next hop once. */
    public synchronized void check() {
        Set<Server> all = current();
        known.keySet().retainAll(all);
        for (Server server : all) {
            probe.apply(server.nextHop(), server.policy()).ifPresent(accepts -> known.put(server, accepts));
        }
        tell(all);
    }

    private void tell(Set<Server> all) {
        String state = all.stream()
                .filter(server -> !known.getOrDefault(server, false))
                .findFirst()
                .map(server -> "Not offering SMTPUTF8: the next hop " + server.nextHop()
                        + (known.containsKey(server)
                                ? " does not announce SMTPUTF8 and 8BITMIME"
                                : " has not answered yet"))
                .orElse("Offering SMTPUTF8: every next hop of the own domains announces it");
        if (told.filter(state::equals).isEmpty()) {
            told = Optional.of(state);
            LOGGER.info("{}", state);
        }
    }
}
