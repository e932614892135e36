package dev.postern.attempt;

import dev.postern.quirks.Extension;
import dev.postern.recipient.Recipient;
import dev.postern.smtpclient.AttemptDeadline;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * A message for one server, with the rule under which it may be sent there.
 *
 * @param inForce whether the terms are still those of now; asked last before the message is named to a server, as it may have
 *     taken minutes to come that far
 * @param deadline of the attempt that this is a part of
 * @param hosts how many have not been tried yet, this one included
 * @param without extensions that count as not announced
 */
record Handover(
        Envelope envelope,
        OutgoingMessage message,
        BooleanSupplier inForce,
        AttemptDeadline deadline,
        int hosts,
        Set<Extension> without) {

    /** For all recipients, with every extension that a server announces. */
    Handover(Envelope envelope, OutgoingMessage message, BooleanSupplier inForce, AttemptDeadline deadline, int hosts) {
        this(envelope, message, inForce, deadline, hosts, Set.of());
    }

    /**
     * The same for some of the recipients.
     *
     * @param leftOut extensions that are not used
     */
    Handover to(List<Recipient> some, Set<Extension> leftOut) {
        return new Handover(envelope.to(some), message, inForce, deadline, hosts, leftOut);
    }
}
