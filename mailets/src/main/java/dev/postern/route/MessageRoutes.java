package dev.postern.route;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import dev.postern.acceptance.Acceptance;
import dev.postern.acceptance.AcceptanceOnMail;
import dev.postern.acceptance.RuleInForce;
import dev.postern.attempt.Attempts;
import dev.postern.partner.NextHop;
import dev.postern.partner.OutboundPolicy;
import dev.postern.partner.OutboundPolicy.OnFailure;
import dev.postern.partner.Partner;
import dev.postern.partner.Submission;
import dev.postern.tls.DnsName;
import dev.postern.tls.TlsPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.mailet.Mail;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Determines the route of a queued message: by the partner's current entry, or by the stricter rule under which it was
 * accepted. Safe for any thread.
 */
public final class MessageRoutes {
    private static final Logger LOGGER = LoggerFactory.getLogger(MessageRoutes.class);
    private static final Duration BETWEEN_WARNINGS = Duration.ofHours(1);

    private final Routes routes;
    private final Cache<String, Boolean> warned = CacheBuilder.newBuilder()
            .maximumSize(1000)
            .expireAfterWrite(BETWEEN_WARNINGS)
            .build();

    public MessageRoutes(Routes routes) {
        this.routes = routes;
    }

    /** Writes on a message that enters the queue which rule it keeps. */
    public void accept(Mail mail, DnsName domain) {
        AcceptanceOnMail.write(mail, domain, routes.routeOf(domain).partner());
    }

    /** Returns the route of mail for that domain that is accepted now. */
    public Route routeOf(DnsName domain) {
        return routes.routeOf(domain);
    }

    /**
     * Returns the route of that mail under the rule of now or, if that is stricter, the one that it was accepted under.
     *
     * @param domain of all its recipients
     */
    public Route routeOf(Mail mail, DnsName domain) {
        Route now = routes.routeOf(domain);
        Acceptance acceptance = AcceptanceOnMail.of(mail);
        if (acceptance instanceof Acceptance.Unrecorded) {
            // From an earlier version: from now on it keeps what holds now.
            AcceptanceOnMail.write(mail, now.partner());
            return now;
        }
        Optional<String> partner = partner(acceptance);
        boolean released = partner.filter(name -> routes.isReleased(name, domain, Attempts.since(mail, Instant.MAX)))
                .isPresent();
        RuleInForce rule = RuleInForce.of(acceptance, now.partner(), released);
        if (rule instanceof RuleInForce.Recorded recorded) {
            warn(
                    mail,
                    domain,
                    recorded.rule().partner(),
                    "is delivered only under that rule (" + recorded.rule().words() + ")");
            return new Route(now.partner(), policy(recorded, now), recorded);
        }
        if (rule instanceof RuleInForce.Withheld withheld) {
            warn(mail, domain, withheld.partner(), "is deferred without an attempt: " + withheld.reason());
            return new Route(now.partner(), now.policy(), withheld);
        }
        return now;
    }

    /** Returns the rule that the mail keeps from its acceptance; empty if it leaves by the present entry. */
    public Optional<KeptRule> kept(Mail mail, DnsName domain) {
        Route route = routeOf(mail, domain);
        Route now = routes.routeOf(domain);
        String released =
                now.partner().map(partner -> "partner " + partner.name() + ", ").orElse("no partner, ") + "level "
                        + now.policy().tls().level().word() + (now.isMonitored() ? ", monitored" : "");
        if (route.rule() instanceof RuleInForce.Recorded recorded) {
            return Optional.of(new KeptRule(
                    recorded.rule().partner(), domain.ascii(), recorded.rule().words(), released));
        }
        return route.rule() instanceof RuleInForce.Withheld withheld
                ? Optional.of(new KeptRule(withheld.partner(), domain.ascii(), withheld.reason(), released))
                : Optional.empty();
    }

    private static Optional<String> partner(Acceptance acceptance) {
        if (acceptance instanceof Acceptance.Bound bound) {
            return Optional.of(bound.rule().partner());
        }
        return acceptance instanceof Acceptance.Unreadable unreadable
                ? Optional.of(unreadable.partner())
                : Optional.empty();
    }

    private static OutboundPolicy policy(RuleInForce.Recorded recorded, Route now) {
        Optional<OutboundPolicy> same = now.partner()
                .filter(entry -> entry.name().equals(recorded.rule().partner()))
                .map(Partner::outbound);
        List<NextHop> then = recorded.rule().nextHops();
        return new OutboundPolicy(
                recorded.tls(),
                same.flatMap(OutboundPolicy::clientCertificate),
                then.stream().findFirst(),
                same.filter(policy -> policy.nextHop().equals(then.stream().findFirst()))
                        .map(policy -> submission(then, policy, recorded.tls()))
                        .orElseGet(() -> new Submission(alternatives(then), Optional.empty(), Optional.empty())),
                OnFailure.DEFER, // the administrator may still restore the entry or release the message
                now.policy().times(),
                now.policy().ignored(),
                now.policy().addresses(),
                now.policy().limits());
    }

    /** As now, but at no server that was not agreed then, nor with a password for one that need not prove who it is. */
    private static Submission submission(List<NextHop> then, OutboundPolicy now, TlsPolicy tls) {
        return new Submission(
                alternatives(then).stream()
                        .filter(now.submission().alternatives()::contains)
                        .toList(),
                now.submission().implicitTls(),
                now.submission().credentials().filter(any -> tls.provesPeer()));
    }

    private static List<NextHop> alternatives(List<NextHop> nextHops) {
        return nextHops.stream().skip(1).toList();
    }

    private void warn(Mail mail, DnsName domain, String partner, String what) {
        if (warned.asMap().putIfAbsent(partner + " " + domain, true) == null) {
            LOGGER.warn(
                    "Message {} to {} was accepted under the rule of partner {}, whose entry in partners.yaml has"
                            + " since been removed or weakened. Like all such mail, it {}. Restore the entry, or lift the"
                            + " rule with `postern queue release {}`",
                    mail.getName(),
                    domain,
                    partner,
                    what,
                    partner);
        }
    }
}
