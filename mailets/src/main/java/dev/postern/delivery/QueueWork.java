package dev.postern.delivery;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import javax.mail.MessagingException;
import org.apache.mailet.Mail;

/** Decides what becomes of each message of an {@link OutgoingQueue}, and makes the attempts. Safe for any thread. */
public interface QueueWork {
    /** Returns whether it is tried now. Must not take long: nothing else leaves the queue meanwhile. */
    Dispatch turn(Mail mail) throws MessagingException;

    /** The same for a message that was told so before and had to wait since; it is no probe. */
    Dispatch stillHeld(Mail mail, Destination destination) throws MessagingException;

    /**
     * Tries to deliver the message once.
     *
     * @param entrance is asked, once the servers are known, before any of them is spoken to
     */
    Ended attempt(Mail mail, Entrance entrance) throws MessagingException;

    /** A message that was to be tried now goes back into the queue untried. */
    void notTried(Destination destination);

    /**
     * What becomes of that message, whose servers are busy with others until then: it comes again, or its time is over. Must
     * not take long.
     */
    Dispatch crowded(Mail mail, Instant until) throws MessagingException;

    /** The same as {@link #attempt} for a message at which something failed unexpectedly. */
    Optional<Duration> fault(Mail mail, Throwable fault) throws MessagingException;

    /** Whether servers are busy with other messages. */
    @FunctionalInterface
    interface Entrance {
        /** Returns empty if the message may go on to servers of these owners; else when it may ask again. */
        Optional<Instant> closedUntil(Set<String> owners);

        /**
         * The servers rejected the connection, as they do when there are too many.
         *
         * @return when the message may ask again; empty if no other message is under way to them
         */
        default Optional<Instant> tooMany() {
            return Optional.empty();
        }
    }

    /** How an attempt ended. */
    sealed interface Ended {
        /**
         * The servers were spoken to.
         *
         * @param left how long what is left in the mail is to wait; empty if all is settled
         * @param answered whether a server answered
         */
        record Tried(Optional<Duration> left, boolean answered) implements Ended {}

        /** Its servers are busy: it comes again at that time, untried. */
        record Crowded(Instant until) implements Ended {}

        /** It was not tried, and this is what becomes of it. */
        record Postponed(Dispatch turn) implements Ended {}
    }
}
