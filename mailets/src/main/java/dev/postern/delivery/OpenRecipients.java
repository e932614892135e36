package dev.postern.delivery;

import dev.postern.attempt.AttemptOutcome.Deferred;
import dev.postern.attempt.AttemptOutcome.Delivered;
import dev.postern.attempt.AttemptOutcome.Failed;
import dev.postern.attempt.AttemptResult;
import dev.postern.dsn.RecipientStatus;
import dev.postern.recipient.Recipient;
import dev.postern.smtpclient.Cause;
import dev.postern.smtpclient.FailureKind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The recipients of a message still to be settled after an attempt, or without one.
 *
 * @param returned for whom it is over
 * @param waiting for whom it is not
 * @param relayed whose server accepted the message and sends no DSNs
 */
record OpenRecipients(List<Open> returned, List<Open> waiting, List<RecipientStatus> relayed) {

    /** A recipient, and why the message did not reach it. */
    record Open(Recipient recipient, Cause cause) {}

    /**
     * Returns those whom an attempt left open.
     *
     * @param ruleChanged whether the rule changed during the attempt: then a TLS failure under the old rule is retried, not bounced
     */
    static OpenRecipients of(AttemptResult result, boolean ruleChanged, RetryPolicy policy) {
        var open = new OpenRecipients(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        result.outcomes().forEach((recipient, outcome) -> {
            if (outcome instanceof Delivered delivered && !delivered.carriesDsn()) {
                open.relayed.add(ReportedOutcome.relayed(recipient.address(), delivered.host()));
            } else if (outcome instanceof Failed failed) {
                open.returned.add(new Open(recipient, failed.cause()));
            } else if (outcome instanceof Deferred deferred) {
                boolean ofOldRule = ruleChanged && deferred.cause().tls().isPresent();
                Cause cause = ofOldRule ? Cause.ruleChanged() : deferred.cause();
                (policy.isOver(cause) ? open.returned : open.waiting).add(new Open(recipient, cause));
            }
        });
        return open;
    }

    /**
     * Returns all recipients of a message that was not attempted. No connection showed that this is still the cause: only the time can
     * be over for them.
     */
    static OpenRecipients untried(
            Collection<Recipient> recipients, Function<Recipient, Cause> causes, RetryPolicy policy) {
        List<Open> all = recipients.stream()
                .map(recipient -> new Open(recipient, causes.apply(recipient)))
                .toList();
        return policy.isTimeOver()
                ? new OpenRecipients(all, List.of(), List.of())
                : new OpenRecipients(List.of(), all, List.of());
    }

    Set<Cause> returnedCauses() {
        return returned.stream().map(Open::cause).collect(Collectors.toSet());
    }

    /** Returns whether a recipient waits for that reason. */
    boolean waitsFor(FailureKind kind) {
        return waiting.stream().anyMatch(open -> open.cause().trouble() == kind);
    }
}
