package dev.postern.delivery;

import dev.postern.attempt.AttemptOutcome;
import dev.postern.attempt.AttemptOutcome.Deferred;
import dev.postern.attempt.Attempts;
import dev.postern.attempt.Reachability;
import dev.postern.partner.OutboundPolicy.OnFailure;
import dev.postern.route.DeliverySettings;
import dev.postern.route.Route;
import dev.postern.smtpclient.Cause;
import dev.postern.smtpclient.FailureKind;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.apache.mailet.Mail;

/**
 * How long mail that an attempt left undelivered is tried: the one place that decides it. Pure.
 *
 * @param since when the message entered the queue
 * @param now when the attempt was over
 * @param attempts how often it was tried
 * @param resumed when time was over in which nobody could try it, as the gateway or the machine stood still
 * @param owesAttempt whether it was not tried since
 */
record RetryPolicy(
        Route route,
        DeliverySettings settings,
        Instant since,
        Instant now,
        int attempts,
        Optional<Instant> resumed,
        boolean owesAttempt) {
    /** So long after a standstill nothing is returned for its age: networks and name servers may need a while longer. */
    private static final Duration GRACE = Duration.ofMinutes(15);

    private static final Duration LONG_WAIT = Duration.ofMinutes(30);

    /** Returns the policy for a message by what it remembers of its attempts. */
    static RetryPolicy of(Mail mail, Route route, DeliverySettings settings, Instant now) {
        return new RetryPolicy(
                route,
                settings,
                Attempts.since(mail, now),
                now,
                Attempts.made(mail),
                Attempts.resumedBy(mail, now),
                Attempts.owesAttempt(mail, now));
    }

    /** Whether mail that waits for that reason is returned to the sender now. */
    boolean isOver(Cause cause) {
        // What is agreed since the rule changed was not tried.
        return cause.trouble() != FailureKind.RULE_CHANGED && !owesAttempt && (isFinal(cause) || isTimeOver());
    }

    /** Whether one attempt that failed for that reason is enough, whatever the time. */
    boolean isFinal(Cause cause) {
        return cause.trouble() != FailureKind.RULE_CHANGED
                && cause.tls().isPresent()
                && route.policy().onFailure() == OnFailure.BOUNCE;
    }

    /**
     * Returns what an attempt says of its destination. A failure that is final is an answer: each further message has a right to its own
     * attempt, and so to its own answer at once. One that was held back for the answer of another would wait until its time is over.
     */
    Reachability reachability(Collection<AttemptOutcome> outcomes) {
        Reachability shown = Reachability.of(outcomes);
        boolean answered = outcomes.stream()
                .allMatch(outcome -> outcome instanceof Deferred deferred && isFinal(deferred.cause()));
        return shown == Reachability.UNREACHABLE && answered ? Reachability.REACHED : shown;
    }

    boolean isTimeOver() {
        return !owesAttempt && !now.isBefore(end());
    }

    /** Whether it must be tried now, whatever is known of its servers: the sender is to be told something otherwise. */
    boolean isAttemptOverdue() {
        return owesAttempt && (!now.isBefore(regularEnd()) || !now.isBefore(warning()));
    }

    /**
     * Returns whether its time was over already when it was last found that nobody could try it. It gets no more time: a queue
     * whose backlog makes every message late would return none.
     */
    boolean hadGrace() {
        return resumed.filter(at -> !at.isBefore(regularEnd())).isPresent();
    }

    /** How long to wait before the next attempt. The last attempt is made when the time is over, not one wait later. */
    Duration nextWait() {
        return notBeyondTheEnd(waits().get(Math.max(0, Math.min(attempts, waits().size()) - 1)));
    }

    /** That wait, or what is left until the end if that is less. */
    Duration notBeyondTheEnd(Duration wait) {
        Duration left = Duration.between(now, end());
        if (wait.compareTo(left) < 0) {
            return wait;
        }
        // What must be tried before it is returned is not returned now: it would come again and again at once.
        return left.isNegative() || left.isZero() ? (owesAttempt ? wait : Duration.ZERO) : left;
    }

    /** That wait, or less if its sender is to be told of the delay before; long waits are halved, so that a change of its route is seen. */
    Duration notBeyondTheWarning(Duration wait) {
        Duration half = wait.dividedBy(2);
        Duration shorter = half.compareTo(LONG_WAIT) < 0 ? min(wait, LONG_WAIT) : half;
        Duration left = Duration.between(now, warning());
        return left.isNegative() || left.isZero() ? shorter : min(shorter, left);
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /** The waits after the first attempt, the second, and so on; the last one repeats. */
    List<Duration> waits() {
        return route.policy().times().retries().orElse(settings.retries());
    }

    /** Whether the sender is to be told of the delay. */
    boolean isWarningDue() {
        return !owesAttempt && !now.isBefore(warning());
    }

    private Instant warning() {
        return since.plus(route.policy().times().warnAfter().orElse(settings.warnAfter()));
    }

    /** When mail that still waits is returned. */
    Instant end() {
        Instant end = regularEnd();
        return resumed.map(at -> at.plus(GRACE))
                .filter(grace -> grace.isAfter(end))
                .orElse(end);
    }

    private Instant regularEnd() {
        return since.plus(route.policy().times().giveUpAfter().orElse(settings.giveUpAfter()));
    }
}
