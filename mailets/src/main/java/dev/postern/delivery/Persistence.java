package dev.postern.delivery;

import dev.postern.partner.OutboundPolicy.OnFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * How long mail that an attempt left undelivered is tried: the one place that decides it. Pure.
 *
 * @param since when the message entered the queue
 * @param now when the attempt was over
 * @param attempts how often it was tried
 */
record Persistence(Route route, DeliverySettings settings, Instant since, Instant now, int attempts) {

    /** Whether mail that waits for that reason is returned to the sender now. */
    boolean isOver(Cause cause) {
        // What is agreed since the rule changed was not tried.
        return cause.trouble() != Trouble.RULE_CHANGED && (isFinal(cause) || isTimeOver());
    }

    /** Whether one attempt that failed for that reason is enough, whatever the time. */
    boolean isFinal(Cause cause) {
        return cause.trouble() != Trouble.RULE_CHANGED
                && cause.tls().isPresent()
                && route.policy().onFailure() == OnFailure.BOUNCE;
    }

    boolean isTimeOver() {
        return !now.isBefore(end());
    }

    /** How long to wait before the next attempt. The last attempt is made when the time is over, not one wait later. */
    Duration nextWait() {
        return notBeyondTheEnd(waits().get(Math.max(0, Math.min(attempts, waits().size()) - 1)));
    }

    /** That wait, or what is left until the end if that is less. */
    Duration notBeyondTheEnd(Duration wait) {
        Duration left = Duration.between(now, end());
        return wait.compareTo(left) < 0 ? wait : left.isNegative() ? Duration.ZERO : left;
    }

    /** The waits after the first attempt, the second, and so on; the last one repeats. */
    List<Duration> waits() {
        return route.policy().times().retries().orElse(settings.retries());
    }

    /** Whether the sender is to be told of the delay. */
    boolean isWarningDue() {
        return !now.isBefore(since.plus(route.policy().times().warnAfter().orElse(settings.warnAfter())));
    }

    /** When mail that still waits is returned. */
    Instant end() {
        return since.plus(route.policy().times().giveUpAfter().orElse(settings.giveUpAfter()));
    }
}
