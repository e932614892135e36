package dev.postern.verification;

import dev.postern.verification.ProbeOutcome.Exists;
import dev.postern.verification.ProbeOutcome.Undecided;
import dev.postern.verification.ProbeOutcome.Unknown;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.james.core.MailAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Verifies the recipients of domains that share next hops by asking these, and remembers what it said. Safe for any thread.
 *
 * <p>Several questions after one recipient are one probe. Known and unknown recipients are remembered apart, so that a flood of
 * invented ones pushes out no real one. A known recipient that was asked after some time ago is accepted, and asked after again
 * behind the client's back. A next hop that cannot be used is not asked for a moment. One that accepts a recipient that cannot
 * exist tells nothing by accepting others: it is not asked for a while, and every recipient of that domain is accepted.
 *
 * <p>The key of what is remembered has the local part as it was written: only the next hop knows whether it tells capitals from
 * small letters (RFC 5321 §2.4).
 */
public final class ProbedRecipients implements RecipientVerification {
    private static final Logger LOGGER = LoggerFactory.getLogger(ProbedRecipients.class);
    /** For each unknown recipient that is remembered there is room for so many known ones. */
    private static final int KNOWN_TO_OTHERS = 4;

    private final VerificationRule rule;
    private final RecipientProbe probe;
    private final Executor workers;
    private final Clock clock;
    private final NextHopState nextHop;
    private final RecipientCache known;
    private final RecipientCache unknown;
    private final RecipientCache undecided;
    private final Map<String, CompletableFuture<RecipientVerdict>> underWay = new ConcurrentHashMap<>();

    /** @param workers on which the probe blocks; they reject what is too much */
    public ProbedRecipients(VerificationRule rule, RecipientProbe probe, Executor workers, Clock clock) {
        this.rule = rule;
        this.probe = probe;
        this.workers = workers;
        this.clock = clock;
        this.nextHop = new NextHopState(rule);
        this.known = new RecipientCache(rule.capacity());
        this.unknown = new RecipientCache(rule.capacity() / KNOWN_TO_OTHERS);
        this.undecided = new RecipientCache(rule.capacity() / KNOWN_TO_OTHERS);
    }

    @Override
    public CompletableFuture<RecipientVerdict> verify(MailAddress recipient) {
        String key = key(recipient);
        VerificationTimes times = rule.times();
        Instant now = clock.instant();
        Optional<Instant> exists = known.since(key, now.minus(times.known()));
        if (nextHop.acceptsEverybody(recipient.getDomain(), now)) {
            return CompletableFuture.completedFuture(RecipientVerdict.ACCEPTED);
        }
        if (exists.isPresent()) {
            if (!exists.get().isAfter(now.minus(times.refresh())) && nextHop.isUsable(now)) {
                var unused = asked(recipient);
            }
            return CompletableFuture.completedFuture(RecipientVerdict.ACCEPTED);
        }
        if (unknown.since(key, now.minus(times.unknown())).isPresent()) {
            return CompletableFuture.completedFuture(RecipientVerdict.UNKNOWN);
        }
        if (!nextHop.isUsable(now)
                || undecided.since(key, now.minus(times.pause())).isPresent()) {
            return CompletableFuture.completedFuture(unverified());
        }
        return asked(recipient)
                .thenApply(verdict -> verdict) // a future of this client's own, which its time-out completes
                .completeOnTimeout(unverified(), times.patience().toMillis(), TimeUnit.MILLISECONDS);
    }

    private static String key(MailAddress recipient) {
        return recipient.getLocalPart() + "@" + recipient.getDomain().asString();
    }

    private RecipientVerdict unverified() {
        return rule.accepts() ? RecipientVerdict.ACCEPTED : RecipientVerdict.UNVERIFIED;
    }

    private CompletableFuture<RecipientVerdict> asked(MailAddress recipient) {
        String key = key(recipient);
        var mine = new CompletableFuture<RecipientVerdict>();
        CompletableFuture<RecipientVerdict> others = underWay.putIfAbsent(key, mine);
        if (others != null) {
            return others;
        }
        try {
            workers.execute(() -> finish(key, mine, ask(recipient)));
        } catch (RejectedExecutionException | OutOfMemoryError e) { // the latter for want of a thread
            finish(key, mine, RecipientVerdict.OVERLOADED);
        }
        return mine;
    }

    private void finish(String key, CompletableFuture<RecipientVerdict> asked, RecipientVerdict verdict) {
        underWay.remove(key);
        asked.complete(verdict);
    }

    private RecipientVerdict ask(MailAddress recipient) {
        try {
            Optional<MailAddress> nobody = nextHop.nobodyToAskFor(recipient, clock.instant());
            ProbeOutcome outcome = probe.ask(recipient, nobody);
            nextHop.said(recipient.getDomain(), outcome, clock.instant());
            return remembered(key(recipient), outcome);
        } catch (RuntimeException | Error e) { // a client waits for it
            LOGGER.error("Could not verify a recipient of {}", rule.domains(), e);
            return unverified();
        }
    }

    private RecipientVerdict remembered(String key, ProbeOutcome outcome) {
        Instant now = clock.instant();
        if (outcome instanceof Exists) {
            known.put(key, now);
            unknown.remove(key);
            return RecipientVerdict.ACCEPTED;
        }
        if (outcome instanceof Unknown) {
            known.remove(key);
            unknown.put(key, now);
            return RecipientVerdict.UNKNOWN;
        }
        if (outcome instanceof Undecided open && !open.unusable()) {
            undecided.put(key, now);
        }
        return unverified();
    }
}
