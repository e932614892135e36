package dev.postern.delivery;

import dev.postern.route.FoundHosts;
import dev.postern.route.Route;
import dev.postern.smtpclient.AttemptDeadline;
import java.time.Instant;
import org.apache.mailet.Mail;

/**
 * All that one attempt at a message needs, and what its settlement must know of it.
 *
 * @param message as the queue gave it out
 * @param route by which it leaves now
 * @param destination by that route
 * @param hosts of that route, or why there are none
 * @param began when the attempt began, which was before its hosts were looked up
 * @param deadline of the whole attempt
 * @param latestEnd when even the slowest attempt is over, unless the machine was suspended or its clock set meanwhile
 */
record Departure(
        QueuedMessage message,
        Route route,
        Destination destination,
        FoundHosts hosts,
        Instant began,
        AttemptDeadline deadline,
        Instant latestEnd) {
    /** Returns whether this attempt goes to that destination: the route may have changed since the message arrived. */
    boolean isTo(Destination other) {
        return destination.servers().equals(other.servers());
    }

    Mail mail() {
        return message.mail();
    }
}
