package dev.postern.pace;

import java.util.Optional;

/**
 * The configured limits on mail to a destination. None of them has to do with TLS: limits defer mail, and never change
 * the rule that it travels under.
 *
 * @param maxConnections to all servers of the destination at once
 * @param maxMessagesPerConnection after which a connection is closed
 * @param maxRecipients in one transaction
 * @param rate of messages
 * @param destination which mail counts together; empty: that of each domain, partner or next hop for itself
 */
public record OutboundLimits(
        Optional<Integer> maxConnections,
        Optional<Integer> maxMessagesPerConnection,
        Optional<Integer> maxRecipients,
        Optional<MessageRate> rate,
        Optional<String> destination) {
    public static final OutboundLimits NONE = new OutboundLimits(
            Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    /** Returns these, and where one is absent that of the others. */
    public OutboundLimits or(OutboundLimits others) {
        return new OutboundLimits(
                maxConnections.or(others::maxConnections),
                maxMessagesPerConnection.or(others::maxMessagesPerConnection),
                maxRecipients.or(others::maxRecipients),
                rate.or(others::rate),
                destination.or(others::destination));
    }

    /** Returns the same for that destination. */
    public OutboundLimits of(String name) {
        return new OutboundLimits(maxConnections, maxMessagesPerConnection, maxRecipients, rate, Optional.of(name));
    }

    /**
     * Returns how many recipients may be named in one transaction.
     *
     * @param otherwise where the operator does not say how many
     */
    public int mostRecipients(int otherwise) {
        return maxRecipients.orElse(otherwise);
    }

    /** Returns true if some of it is counted over several messages, and so is of one destination. */
    public boolean isCounted() {
        return maxConnections.isPresent() || rate.isPresent();
    }

    /** Returns what a connection must know of it: connections of different destinations are counted apart only where their number is limited. */
    public OutboundLimits ofConnections() {
        return new OutboundLimits(
                maxConnections,
                maxMessagesPerConnection,
                maxRecipients,
                Optional.empty(),
                destination.filter(name -> maxConnections.isPresent()));
    }
}
