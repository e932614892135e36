package dev.postern.delivery;

import dev.postern.attempt.AttemptResult;
import dev.postern.delivery.Clearance.Admitted;
import dev.postern.delivery.Clearance.Declined;
import dev.postern.delivery.Clearance.Untried;
import java.time.Instant;
import java.util.Optional;
import javax.mail.MessagingException;
import org.apache.james.queue.api.MailQueue.MailQueueItem;
import org.apache.mailet.Mail;

/**
 * Takes each message that the queue gave out through its steps: admission, attempt, settlement. A message that is not admitted goes
 * straight to its settlement, from one of three places: here as it arrives, from the lanes, and here when it has a worker.
 *
 * <p>Throws nothing: a fault at one message must not stop the delivery of others. A message is acknowledged to the queue only after
 * what is left of it is queued again, or its sender was told. Safe for any thread.
 */
final class Delivery {
    private final AdmissionControl control;
    private final Attempt attempt;
    private final Settlement settlement;
    private final Requeueing requeueing;
    private volatile AttemptWitness witness = AttemptWitness.NONE;

    /** Makes attempts. Safe for any thread. */
    @FunctionalInterface
    interface Attempt {
        /**
         * Tries once to deliver a message.
         *
         * @return an outcome for each recipient
         * @throws MessagingException if something on our side failed; what is left in the mail is still open
         */
        AttemptResult make(Departure departure) throws MessagingException;
    }

    Delivery(AdmissionControl control, Attempt attempt, Settlement settlement, Requeueing requeueing) {
        this.control = control;
        this.attempt = attempt;
        this.settlement = settlement;
        this.requeueing = requeueing;
    }

    /** Reports each attempt to this witness from now on; a message that the witness does not allow is never attempted again. */
    void witness(AttemptWitness told) {
        witness = told;
    }

    /**
     * Decides whether a message that comes out of the queue may have a worker. Must not take long: nothing else leaves the queue
     * meanwhile.
     *
     * @return empty if it is settled, or queued again
     */
    Optional<QueuedMessage> arrive(MailQueueItem item) {
        Disposition declined;
        try {
            Clearance<QueuedMessage> admission = control.arrive(item);
            if (admission instanceof Admitted<QueuedMessage> admitted) {
                return Optional.of(admitted.onward());
            }
            declined = settlement.untried(item.getMail(), ((Declined<QueuedMessage>) admission).why());
        } catch (Exception | Error e) { // no fault may stop taking messages from the queue
            declined = settlement.fault(item.getMail(), e);
        }
        requeueing.settle(item, declined);
        return Optional.empty();
    }

    /** Settles, or queues again, a message that was to have a worker: the lanes have no room for it before that time. */
    void congested(QueuedMessage message, Instant until) {
        Disposition declined;
        try {
            declined = settlement.untried(message.mail(), control.congested(message, until));
        } catch (Exception | Error e) { // no fault may stop taking messages from the queue
            declined = settlement.fault(message.mail(), e);
        }
        requeueing.settle(message.item(), declined);
    }

    /**
     * Makes one attempt, by the worker of the message, and settles the message or queues it again.
     *
     * @return whether a server answered
     */
    boolean deliver(QueuedMessage message) {
        Disposition disposition = disposition(message);
        requeueing.settle(message.item(), disposition);
        return disposition.answered();
    }

    private Disposition disposition(QueuedMessage message) {
        Mail mail = message.mail();
        try (var watch = new AttemptWatch(witness, mail.getName())) {
            Clearance<Departure> admission = control.depart(message, watch);
            return admission instanceof Admitted<Departure> admitted
                    ? attempted(admitted.onward())
                    : settlement.untried(mail, ((Declined<Departure>) admission).why());
        } catch (Exception | Error e) { // no fault may end the work
            return settlement.fault(mail, e);
        }
    }

    Disposition attempted(Departure departure) throws MessagingException {
        AttemptResult result = attempt.make(departure);
        Optional<Untried> busy =
                control.serversBusy(departure, result.outcomes().values());
        return busy.isPresent()
                ? settlement.serversBusy(departure, busy.get())
                : settlement.attempted(departure, result);
    }
}
