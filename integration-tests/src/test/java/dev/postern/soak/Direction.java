package dev.postern.soak;

import dev.postern.testing.gateway.Site;

/** A way of honest mail through the gateway. */
enum Direction {
    /** From the partner, over TLS and from the partner's {@code sources}, to our own mail server. */
    INBOUND(SoakSite.PARTNER, "alice@partner.test", "u1@example.test"),
    /** From our own mail server to the partner. */
    OUTBOUND(Site.INSIDE, "boss@example.test", "bob@partner.test");

    final String address;
    final String sender;
    final String recipient;

    Direction(String address, String sender, String recipient) {
        this.address = address;
        this.sender = sender;
        this.recipient = recipient;
    }
}
