package dev.postern.api;

/** Confirms that the token of that name was revoked. */
public record TokenRevoked(String name) {}
