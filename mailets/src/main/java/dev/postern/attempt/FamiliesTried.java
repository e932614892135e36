package dev.postern.attempt;

import dev.postern.attempt.AttemptOutcome.Deferred;
import dev.postern.attempt.AttemptOutcome.Failed;
import dev.postern.quirks.ServerQuirks;
import dev.postern.recipient.Recipient;
import dev.postern.smtpclient.Cause;
import dev.postern.smtpclient.Host;
import dev.postern.smtpclient.Peer;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps an {@link AddressRefusal} at an IPv6 address from being final where the destination has IPv4 addresses too: they are tried at
 * once, on the same terms, and for a while before the IPv6 address. Used for one message.
 */
public final class FamiliesTried {
    private static final Logger LOGGER = LoggerFactory.getLogger(FamiliesTried.class);

    private final List<Host> hosts;
    private final Function<Host, Peer> peers;
    private final ServerQuirks<Peer> quirks;
    private final boolean hasIpv4;
    private final Set<Recipient> onlyByIpv4 = new HashSet<>();

    /** @param hosts all of the destination, in their order */
    public FamiliesTried(List<Host> hosts, Function<Host, Peer> peers, ServerQuirks<Peer> quirks) {
        this.hosts = hosts;
        this.peers = peers;
        this.quirks = quirks;
        this.hasIpv4 = !hosts.stream().allMatch(Host::isIpv6);
    }

    /** Returns all hosts; behind the others those that rejected our address lately. */
    public List<Host> inOrder() {
        return hosts.stream()
                .sorted(Comparator.comparing(host -> hasIpv4 && quirks.isRejectingOurAddress(peers.apply(host))))
                .toList();
    }

    /** Returns for whom of these recipients that host is to be tried. */
    public Set<Recipient> askedAt(Host host, Collection<Recipient> open) {
        Set<Recipient> asked = new LinkedHashSet<>(open);
        if (host.isIpv6()) {
            asked.removeAll(onlyByIpv4);
        }
        return asked;
    }

    /** Returns the same outcomes, without those that are final only because of our IPv6 address. */
    public Map<Recipient, AttemptOutcome> heard(Host host, Map<Recipient, AttemptOutcome> outcomes) {
        if (!host.isIpv6() || !hasIpv4) {
            return outcomes;
        }
        Map<Recipient, AttemptOutcome> heard = new LinkedHashMap<>();
        outcomes.forEach((recipient, outcome) -> heard.put(recipient, heard(host, recipient, outcome)));
        return heard;
    }

    /** Returns whether the outcome is one that {@link #heard} left open. */
    public static boolean isRejected(Deferred outcome) {
        return outcome.cause().isPermanentReply()
                && outcome.evidence().host().filter(Host::isIpv6).isPresent()
                && AddressRefusal.isIn(outcome.cause());
    }

    private AttemptOutcome heard(Host host, Recipient recipient, AttemptOutcome outcome) {
        if (outcome instanceof Failed failed && AddressRefusal.isIn(failed.cause())) {
            onlyByIpv4.add(recipient);
            remember(host, failed.cause());
            return new Deferred(failed.cause(), failed.evidence());
        }
        if (outcome instanceof Deferred deferred && AddressRefusal.isIn(deferred.cause())) {
            remember(host, deferred.cause());
        }
        return outcome;
    }

    private void remember(Host host, Cause cause) {
        if (quirks.noteRejecting(peers.apply(host))) {
            LOGGER.info(
                    "{} rejects the IPv6 address of this gateway; trying its IPv4 addresses first for {} minutes. Give the address the"
                            + " DNS records that it lacks, or write addresses: ipv4. It said: {}",
                    host,
                    ServerQuirks.TIME.toMinutes(),
                    cause.reason());
        }
    }
}
