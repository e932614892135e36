package dev.postern.tracking;

/**
 * The reply by which the next hop accepted a message.
 *
 * @param by the server that accepted it
 * @param reply to the content
 */
public record HopReply(Hop by, String reply) {}
