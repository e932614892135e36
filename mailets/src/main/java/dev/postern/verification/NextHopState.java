package dev.postern.verification;

import dev.postern.verification.ProbeOutcome.Exists;
import dev.postern.verification.ProbeOutcome.Undecided;
import dev.postern.verification.ProbeOutcome.Unknown;
import dev.postern.verification.ProbedRecipients.Rule;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import javax.mail.internet.AddressException;
import org.apache.james.core.MailAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is known of a next hop as a whole. Each change is logged once. Safe for any thread. */
final class NextHopState {
    private static final Logger LOGGER = LoggerFactory.getLogger(NextHopState.class);

    private final Rule rule;
    private Instant unusableUntil = Instant.MIN;
    private Instant acceptsEverybodyUntil = Instant.MIN;
    private Instant nobodyAskedUntil = Instant.MIN;
    private boolean failing;
    private boolean acceptsEverybody;

    NextHopState(Rule rule) {
        this.rule = rule;
    }

    synchronized boolean isUsable(Instant now) {
        return !now.isBefore(unusableUntil);
    }

    synchronized boolean acceptsEverybody(Instant now) {
        return now.isBefore(acceptsEverybodyUntil);
    }

    /** Returns a recipient of that domain that cannot exist, if it is time to ask after one. */
    synchronized Optional<MailAddress> nobodyToAskFor(MailAddress recipient, Instant now) {
        if (now.isBefore(nobodyAskedUntil)) {
            return Optional.empty();
        }
        try {
            return Optional.of(new MailAddress("postern-" + UUID.randomUUID(), recipient.getDomain()));
        } catch (AddressException e) {
            throw new IllegalStateException("a domain that came in an address", e);
        }
    }

    synchronized void said(ProbeOutcome outcome, Instant now) {
        if (outcome instanceof Undecided undecided) {
            if (undecided.unusable()) {
                failed(undecided.reason(), now);
            } else {
                LOGGER.info("Could not verify a recipient of {}: {}", rule.domain(), undecided.reason());
            }
            return;
        }
        if (failing) {
            failing = false;
            LOGGER.info("Verifying recipients of {} again: its next hop answers", rule.domain());
        }
        unusableUntil = Instant.MIN;
        if (outcome instanceof Unknown) {
            rejects(now);
        } else if (outcome instanceof Exists exists && exists.acceptsNobody().isPresent()) {
            if (exists.acceptsNobody().get()) {
                acceptsEverybody(true, now);
            } else {
                rejects(now);
            }
        }
    }

    private void failed(String reason, Instant now) {
        unusableUntil = now.plus(rule.times().pause());
        if (!failing) {
            failing = true;
            LOGGER.warn(
                    "Could not verify recipients of {}: {}. {} recipients that are not known yet until its next hop answers.",
                    rule.domain(),
                    reason,
                    rule.accepts() ? "Accepting" : "Deferring");
        }
    }

    private void rejects(Instant now) {
        nobodyAskedUntil = now.plus(rule.times().nobody());
        acceptsEverybody(false, now);
    }

    private void acceptsEverybody(boolean does, Instant now) {
        acceptsEverybodyUntil = does ? now.plus(rule.times().nobody()) : Instant.MIN;
        if (does && !acceptsEverybody) {
            LOGGER.warn(
                    "Cannot verify recipients of {}: its next hop accepts every recipient at RCPT. Mail to unknown recipients"
                            + " will bounce, to senders that may be forged. Have the next hop reject unknown recipients, or list"
                            + " those that exist in domains[].recipients.",
                    rule.domain());
        }
        acceptsEverybody = does;
    }
}
