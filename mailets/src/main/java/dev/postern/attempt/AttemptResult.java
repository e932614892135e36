package dev.postern.attempt;

import dev.postern.attempt.AttemptOutcome.Deferred;
import dev.postern.attempt.AttemptOutcome.Delivered;
import dev.postern.recipient.Recipient;
import java.util.List;
import java.util.Map;
import org.apache.james.core.MailAddress;

/**
 * The outcome of one attempt, for every recipient.
 *
 * @param outcomes what happened
 * @param wouldDefer of a monitored partner: the recipients whose delivery an enforced rule would have deferred, and why
 */
public record AttemptResult(Map<Recipient, AttemptOutcome> outcomes, Map<Recipient, Deferred> wouldDefer) {
    /** Returns those whose server accepted the message. */
    public List<MailAddress> delivered() {
        return outcomes.entrySet().stream()
                .filter(outcome -> outcome.getValue() instanceof Delivered)
                .map(outcome -> outcome.getKey().address())
                .toList();
    }
}
