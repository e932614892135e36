package dev.postern.delivery;

import dev.postern.attempt.AttemptOutcome;
import dev.postern.attempt.AttemptOutcome.Deferred;
import dev.postern.attempt.AttemptOutcome.Delivered;
import dev.postern.attempt.AttemptOutcome.Failed;
import dev.postern.attempt.AttemptResult;
import dev.postern.attempt.Evidence;
import dev.postern.recipient.Recipient;
import dev.postern.route.Route;
import dev.postern.smtpclient.Cause;
import dev.postern.tracking.AppliedRule;
import dev.postern.tracking.FailureReason;
import dev.postern.tracking.HopReply;
import dev.postern.tracking.MessageTracking;
import dev.postern.tracking.OutboundConnection;
import dev.postern.tracking.OutboundEvent;
import dev.postern.tracking.OutboundMail;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.james.core.MailAddress;
import org.apache.mailet.Mail;

/** Publishes what happened to queued messages: one event per attempt and distinct outcome. Safe for any thread. */
final class OutboundTracking {
    private final MessageTracking tracking;

    OutboundTracking(MessageTracking tracking) {
        this.tracking = tracking;
    }

    /** What happened to a recipient; under monitor mode also how enforcing would have kept the message. */
    private record Fate(AttemptOutcome outcome, Optional<Deferred> wouldDefer) {}

    /** Returns the event that the queue has the message; its rule is that of new mail. */
    static OutboundEvent queued(Mail mail, Route route, Instant when) {
        return new OutboundEvent.Queued(when, mail(mail, Recipient.of(mail)), rule(route));
    }

    void publish(OutboundEvent event) {
        tracking.publish(event);
    }

    /**
     * Publishes the outcome of an attempt. Under monitor mode a further event says what enforcing would have done.
     *
     * @param returned whether a recipient for whom that is the cause is returned to the sender now
     * @param wouldReturn whether it would have been, if the rule were enforced
     */
    void outcome(
            Mail mail, Route route, AttemptResult result, Predicate<Cause> returned, Predicate<Cause> wouldReturn) {
        Map<Fate, List<Recipient>> fates = new LinkedHashMap<>();
        result.outcomes()
                .forEach((recipient, outcome) -> fates.computeIfAbsent(
                                new Fate(
                                        outcome,
                                        Optional.ofNullable(result.wouldDefer().get(recipient))),
                                any -> new ArrayList<>())
                        .add(recipient));
        Instant now = tracking.now();
        AppliedRule rule = rule(route);
        fates.forEach((fate, recipients) -> {
            OutboundMail some = mail(mail, recipients);
            fate.wouldDefer()
                    .ifPresent(enforced ->
                            tracking.publish(monitored(now, some, rule, enforced, fate.outcome(), wouldReturn)));
            tracking.publish(happened(now, some, rule, fate, returned));
        });
    }

    /** Publishes that a recipient for whom nothing can be tried is returned to the sender. */
    void unroutable(Mail mail, MailAddress recipient, Cause cause) {
        var none = new OutboundEvent.Attempt(
                tracking.now(),
                mail(mail, List.of(new Recipient(recipient))),
                AppliedRule.NONE,
                OutboundConnection.NONE);
        tracking.publish(new OutboundEvent.Bounced(none, why(cause)));
    }

    private static OutboundEvent monitored(
            Instant now,
            OutboundMail mail,
            AppliedRule rule,
            Deferred enforced,
            AttemptOutcome outcome,
            Predicate<Cause> wouldReturn) {
        Cause cause = enforced.cause();
        Evidence evidence = outcome instanceof Delivered ? outcome.evidence() : enforced.evidence();
        var attempt = new OutboundEvent.Attempt(now, mail, rule, evidence.tracked(rule.level(), Optional.empty()));
        Optional<HopReply> acceptance =
                outcome instanceof Delivered delivered ? Optional.of(acceptance(delivered)) : Optional.empty();
        return wouldReturn.test(cause)
                ? new OutboundEvent.WouldBounce(attempt, why(cause), acceptance)
                : new OutboundEvent.WouldDefer(attempt, why(cause), acceptance);
    }

    private static OutboundEvent happened(
            Instant now, OutboundMail mail, AppliedRule rule, Fate fate, Predicate<Cause> returned) {
        AttemptOutcome outcome = fate.outcome();
        if (outcome instanceof Delivered delivered) {
            var attempt = new OutboundEvent.Attempt(
                    now, mail, rule, delivered.evidence().tracked(rule.level(), delivered.matched()));
            return new OutboundEvent.Delivered(
                    attempt, acceptance(delivered), fate.wouldDefer().isPresent());
        }
        Cause cause = outcome instanceof Failed failed ? failed.cause() : ((Deferred) outcome).cause();
        var attempt =
                new OutboundEvent.Attempt(now, mail, rule, outcome.evidence().tracked(rule.level(), Optional.empty()));
        return returned.test(cause)
                ? new OutboundEvent.Bounced(attempt, why(cause))
                : new OutboundEvent.Deferred(attempt, why(cause));
    }

    private static OutboundMail mail(Mail mail, List<Recipient> recipients) {
        return new OutboundMail(mail.getName(), mail.getMaybeSender(), recipients);
    }

    private static AppliedRule rule(Route route) {
        return new AppliedRule(route.ruledBy(), List.of(route.policy().tls()));
    }

    private static FailureReason why(Cause cause) {
        return new FailureReason(cause.tls(), cause.reason());
    }

    private static HopReply acceptance(Delivered delivered) {
        return new HopReply(Evidence.hop(delivered.host()), delivered.reply());
    }
}
