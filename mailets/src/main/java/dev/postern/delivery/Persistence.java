package dev.postern.delivery;

import dev.postern.partner.OutboundPolicy.OnFailure;
import java.time.Duration;
import java.time.Instant;

/** What is done with recipients that an attempt left undelivered: the one place that decides it. Pure. */
final class Persistence {

    /** What is done. */
    sealed interface Next {
        /** Try again after that time; tell the sender of the delay first, if so. */
        record Wait(Duration delay, boolean warn) implements Next {}

        /** Return it to the sender. */
        record GiveUp() implements Next {}
    }

    private Persistence() {}

    /**
     * @param since when the message entered the queue
     * @param attempts how often it was tried, at least once
     */
    static Next afterDeferral(
            Cause cause,
            Route route,
            DeliverySettings settings,
            Instant since,
            Instant now,
            int attempts,
            boolean warned) {
        if (cause.tls().isPresent() && route.policy().onFailure() == OnFailure.BOUNCE) {
            return new Next.GiveUp();
        }
        Instant end = since.plus(route.policy().giveUpAfter().orElse(settings.giveUpAfter()));
        if (!now.isBefore(end)) {
            return new Next.GiveUp();
        }
        Duration wait = settings.waitAfter(attempts);
        Duration left = Duration.between(now, end);
        boolean warn = !warned && !now.isBefore(since.plus(settings.warnAfter()));
        // The last attempt is made when the time is over, not one wait later.
        return new Next.Wait(wait.compareTo(left) < 0 ? wait : left, warn);
    }
}
