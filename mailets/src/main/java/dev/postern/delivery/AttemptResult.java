package dev.postern.delivery;

import dev.postern.attempt.AttemptOutcome;
import dev.postern.attempt.AttemptOutcome.Deferred;
import dev.postern.recipient.Recipient;
import java.util.Map;

/**
 * The outcome of one attempt, for every recipient.
 *
 * @param outcomes what happened
 * @param heldBack of a monitored partner: for whom enforcing the rule would have kept the message, and how
 */
record AttemptResult(Map<Recipient, AttemptOutcome> outcomes, Map<Recipient, Deferred> heldBack) {}
