package dev.postern.delivery;

/**
 * Identifies a server together with the terms of a connection to it. What the gateway learnt about the server on other terms, for example
 * in clear text that somebody on the way could change, does not apply to it.
 */
record Peer(Host host, Terms terms) {}
