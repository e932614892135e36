package dev.postern.smtpclient;

/**
 * Identifies a server together with the terms of a connection to it. What the gateway learnt about the server on other terms, for example
 * in clear text that somebody on the way could change, does not apply to it.
 */
public record Peer(Host host, Terms terms) {}
