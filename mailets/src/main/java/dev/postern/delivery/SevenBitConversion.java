package dev.postern.delivery;

import dev.postern.memory.Claimant;
import dev.postern.memory.MemoryBudget;
import dev.postern.memory.Reservation;
import java.util.Optional;
import org.apache.mailet.MailetContext;
import org.apache.mailet.base.Converter7Bit;

/**
 * Converts messages for servers without 8BITMIME (RFC 6152 §3), within the memory budget: James's converter holds all of a
 * message on the heap, several times over. Safe for any thread.
 */
final class SevenBitConversion {
    /** What one octet of a message takes at most: its copy, its text, and three octets of quoted-printable, twice. */
    private static final int BYTES_PER_OCTET = 10;

    private final Converter7Bit converter;
    private final MemoryBudget budget;

    SevenBitConversion(MailetContext context, MemoryBudget budget) {
        this.converter = new Converter7Bit(context);
        this.budget = budget;
    }

    Converter7Bit converter() {
        return converter;
    }

    /** Returns true if no budget of this size will ever do for that message. */
    boolean isTooLarge(OutgoingMessage message) {
        return message.size() > budget.limit(Claimant.STRANGER) / BYTES_PER_OCTET;
    }

    /**
     * Reserves memory for the message until it is sent; empty if others have it at the moment. Any sender's message may have to
     * be converted, so that none may have the part that is kept for partners and own servers.
     */
    Optional<Reservation> reserve(OutgoingMessage message) {
        return budget.reserve(Claimant.STRANGER, message.size() * BYTES_PER_OCTET);
    }
}
