package dev.postern.api;

/** Asks for a token of that name with that role. */
public record TokenRequest(String name, Role role) {}
