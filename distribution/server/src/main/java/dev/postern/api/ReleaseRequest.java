package dev.postern.api;

/**
 * Asks to lift the rule that queued mail keeps.
 *
 * @param name of the partner it was accepted for, or the domain it goes to
 */
public record ReleaseRequest(String name) {}
