package dev.postern.api;

/**
 * The rule of queued mail was lifted.
 *
 * @param messages how many are tried now
 */
public record ReleaseResult(long messages) {}
