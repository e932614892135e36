package dev.postern.delivery;

import dev.postern.delivery.AttemptOutcome.Deferred;
import java.util.Map;
import org.apache.james.core.MailAddress;

/**
 * What one attempt came to, for every recipient.
 *
 * @param outcomes what happened
 * @param heldBack of a monitored partner: for whom enforcing the rule would have kept the message, and how
 */
record AttemptResult(Map<MailAddress, AttemptOutcome> outcomes, Map<MailAddress, Deferred> heldBack) {}
