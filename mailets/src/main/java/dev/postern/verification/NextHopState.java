package dev.postern.verification;

import dev.postern.envelope.EnvelopeAddress;
import dev.postern.verification.ProbeOutcome.Exists;
import dev.postern.verification.ProbeOutcome.Undecided;
import dev.postern.verification.ProbeOutcome.Unknown;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.mail.internet.AddressException;
import org.apache.james.core.Domain;
import org.apache.james.core.MailAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is known of the next hops of some domains as a whole, and whether they accept every recipient of one of these domains. Each
 * change is logged once, and that domains accept everybody once in the time for which it is remembered. Safe for any thread.
 */
final class NextHopState {
    private static final Logger LOGGER = LoggerFactory.getLogger(NextHopState.class);

    /** Below a wildcard a stranger may invent domains without end. */
    private static final int MOST_DOMAINS = 1000;

    private final VerificationRule rule;
    private final Map<Domain, Nobody> domains = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Domain, Nobody> eldest) {
            return size() > MOST_DOMAINS;
        }
    };
    private Instant unusableUntil = Instant.MIN;
    private Instant everybodyToldUntil = Instant.MIN;
    private boolean failing;

    /**
     * What became of a recipient that cannot exist.
     *
     * @param accepted whether the next hop accepted it, and so accepts everybody
     * @param until when it is asked after one again
     */
    private record Nobody(boolean accepted, Instant until) {}

    NextHopState(VerificationRule rule) {
        this.rule = rule;
    }

    synchronized boolean isUsable(Instant now) {
        return !now.isBefore(unusableUntil);
    }

    synchronized boolean acceptsEverybody(Domain domain, Instant now) {
        return nobody(domain, now).filter(Nobody::accepted).isPresent();
    }

    private Optional<Nobody> nobody(Domain domain, Instant now) {
        return Optional.ofNullable(domains.get(domain)).filter(nobody -> now.isBefore(nobody.until()));
    }

    /** Returns a recipient of that domain that cannot exist, if it is time to ask after one. */
    synchronized Optional<MailAddress> nobodyToAskFor(MailAddress recipient, Instant now) {
        if (nobody(recipient.getDomain(), now).isPresent()) {
            return Optional.empty();
        }
        try {
            return Optional.of(EnvelopeAddress.parse(
                    "postern-" + UUID.randomUUID() + "@" + recipient.getDomain().name()));
        } catch (AddressException e) {
            throw new IllegalStateException("a domain that came in an address", e);
        }
    }

    synchronized void said(Domain domain, ProbeOutcome outcome, Instant now) {
        if (outcome instanceof Undecided undecided) {
            if (undecided.unusable()) {
                failed(undecided.reason(), now);
            } else {
                LOGGER.info("Could not verify a recipient of {}: {}", rule.domains(), undecided.reason());
            }
            return;
        }
        if (failing) {
            failing = false;
            LOGGER.info("Verifying recipients of {} again: its next hop answers", rule.domains());
        }
        unusableUntil = Instant.MIN;
        if (outcome instanceof Unknown) {
            remember(domain, false, now);
        } else if (outcome instanceof Exists exists) {
            exists.acceptsNobody().ifPresent(accepted -> remember(domain, accepted, now));
        }
    }

    private void failed(String reason, Instant now) {
        unusableUntil = now.plus(rule.times().pause());
        if (!failing) {
            failing = true;
            LOGGER.warn(
                    "Could not verify recipients of {}: {}. {} recipients that are not known yet until its next hop answers.",
                    rule.domains(),
                    reason,
                    rule.accepts() ? "Accepting" : "Deferring");
        }
    }

    private void remember(Domain domain, boolean accepted, Instant now) {
        Instant until = now.plus(rule.times().nobody());
        Optional<Nobody> before = Optional.ofNullable(domains.put(domain, new Nobody(accepted, until)));
        if (accepted && before.filter(Nobody::accepted).isEmpty() && !now.isBefore(everybodyToldUntil)) {
            everybodyToldUntil = until;
            LOGGER.warn(
                    "Cannot verify recipients of {}: its next hop accepts every recipient at RCPT. Mail to unknown recipients"
                            + " will bounce, to senders that may be forged. Have the next hop reject unknown recipients, or list"
                            + " those that exist in domains[].recipients.",
                    domain.asString());
        }
    }
}
