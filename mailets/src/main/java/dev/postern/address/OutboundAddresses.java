package dev.postern.address;

import java.util.Optional;

/**
 * Selects the source and destination addresses of outgoing connections, as far as they are configured.
 *
 * @param written the families of the servers' addresses; empty: not configured
 * @param from which of ours it leaves from; empty: nothing is written
 */
public record OutboundAddresses(Optional<AddressFamilies> written, Optional<SourceAddresses> from) {
    /** Nothing is written. */
    public static final OutboundAddresses UNWRITTEN = new OutboundAddresses(Optional.empty(), Optional.empty());

    /** What holds where nothing is written, as if it were. */
    public static final OutboundAddresses STANDARD =
            new OutboundAddresses(Optional.of(AddressFamilies.PREFER_IPV4), Optional.of(SourceAddresses.OF_SYSTEM));

    /** Returns these, and what is not written here from the others. */
    public OutboundAddresses over(OutboundAddresses otherwise) {
        return new OutboundAddresses(written.or(otherwise::written), from.or(otherwise::from));
    }

    /** Returns which addresses of servers mail goes to. */
    public AddressFamilies families() {
        return written.orElse(AddressFamilies.PREFER_IPV4);
    }

    /** Returns which addresses of ours it leaves from. */
    public SourceAddresses source() {
        return from.orElse(SourceAddresses.OF_SYSTEM);
    }
}
