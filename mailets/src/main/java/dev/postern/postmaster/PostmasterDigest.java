package dev.postern.postmaster;

import dev.postern.dsn.Origin;
import dev.postern.partner.Partners;
import dev.postern.thread.DaemonThreads;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.mail.MessagingException;
import org.apache.mailet.Mail;
import org.apache.mailet.MailetContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells James's postmaster of messages that were set aside for one kind of reason: of the first at once, then of all since in one
 * notice a period. What could not be sent is told with the next notice. {@link #close} tells what is left, so that an orderly stop
 * loses nothing; a crash loses what the last period brought. Safe for any thread.
 */
public final class PostmasterDigest implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(PostmasterDigest.class);
    private static final Duration AFTER_A_FAILURE = Duration.ofMinutes(1);

    private final MailetContext context;
    private final Partners partners;
    private final NoticeKind kind;
    private final Duration period;
    private final Clock clock;
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("postmaster-digest"));
    private PendingIncidents pending;
    private Instant next = Instant.EPOCH;
    private boolean waiting;
    private boolean closed;

    /** @param partners in one of whose domains the postmaster's address may be */
    public PostmasterDigest(MailetContext context, Partners partners, NoticeKind kind, Duration period, Clock clock) {
        this.context = context;
        this.partners = partners;
        this.kind = kind;
        this.period = period;
        this.clock = clock;
        this.pending = new PendingIncidents(clock.instant());
    }

    /** Tells of that message, now or in the next digest. A notice of ours is not told: it would make another, without end. */
    public void report(Mail mail, Incident incident) {
        if (Origin.of(mail).filter(Origin.NOTICE::equals).isPresent()) {
            LOGGER.error(
                    "Not reporting {} to the postmaster: it is itself a digest for the postmaster", mail.getName());
            return;
        }
        synchronized (this) {
            if (pending.isEmpty()) {
                pending = new PendingIncidents(clock.instant());
            }
            pending.add(incident);
        }
        sendDue();
    }

    /** Sends what is pending if its time has come, or else looks again when it will have. */
    void sendDue() {
        PendingIncidents due;
        synchronized (this) {
            Instant now = clock.instant();
            if (pending.isEmpty() || closed) {
                return;
            }
            if (now.isBefore(next)) {
                lookAgain(Duration.between(now, next));
                return;
            }
            due = pending;
            pending = new PendingIncidents(now);
            next = now.plus(period);
        }
        send(due);
    }

    private void send(PendingIncidents due) {
        try {
            PostmasterNotice.send(context, partners, clock, kind, due);
        } catch (MessagingException | RuntimeException e) {
            LOGGER.error(
                    "Could not send the digest to the postmaster: messages={}; retrying in {} s",
                    due.count(),
                    AFTER_A_FAILURE.toSeconds(),
                    e);
            synchronized (this) {
                due.addAll(pending);
                pending = due;
                next = clock.instant().plus(AFTER_A_FAILURE);
                lookAgain(AFTER_A_FAILURE);
            }
        }
    }

    private void lookAgain(Duration wait) {
        if (!waiting && !closed) {
            waiting = true;
            var unused = timer.schedule(this::look, wait.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void look() {
        synchronized (this) {
            waiting = false;
        }
        sendDue();
    }

    /** Tells what is pending, and takes no more. */
    @Override
    public void close() {
        PendingIncidents last;
        synchronized (this) {
            closed = true;
            last = pending;
        }
        timer.shutdownNow();
        if (!last.isEmpty()) {
            send(last);
        }
    }
}
