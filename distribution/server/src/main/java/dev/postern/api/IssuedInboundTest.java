package dev.postern.api;

import java.time.Instant;
import java.util.List;

/**
 * A test was issued.
 *
 * @param id names the test when its progress is asked for
 * @param address which is told this once
 * @param partner the name of the partner
 * @param senders the domains from which it accepts a message
 * @param expires from when on the address is unknown
 */
public record IssuedInboundTest(String id, String address, String partner, List<String> senders, Instant expires) {}
