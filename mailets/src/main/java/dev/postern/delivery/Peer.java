package dev.postern.delivery;

/**
 * A server as mail on the same terms meets it. What was learnt of it on other terms, perhaps in clear text of somebody on the way, says
 * nothing here.
 */
record Peer(Host host, Terms terms) {}
