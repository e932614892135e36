package dev.postern.delivery;

import dev.postern.recipient.Recipient;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * What a server is to be handed, as long as that is what is agreed.
 *
 * @param inForce whether the terms are still those of now; asked last before the message is named to a server, as it may have
 *     taken minutes to come that far
 * @param deadline of the attempt that this is a part of
 * @param hosts how many have not been tried yet, this one included
 */
record Handover(
        Envelope envelope, OutgoingMessage message, BooleanSupplier inForce, AttemptDeadline deadline, int hosts) {

    /** The same for some of the recipients. */
    Handover to(List<Recipient> some) {
        return new Handover(envelope.to(some), message, inForce, deadline, hosts);
    }
}
