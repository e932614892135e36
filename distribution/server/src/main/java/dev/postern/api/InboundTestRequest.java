package dev.postern.api;

import java.util.Optional;

/**
 * Asks for a test of how a partner's mail comes in.
 *
 * @param partner its name
 * @param domain the own domain of the address; by default the first
 * @param validSeconds how long the address is valid, in seconds; a day by default, a week at most
 */
public record InboundTestRequest(String partner, Optional<String> domain, Optional<Integer> validSeconds) {}
