package dev.postern.api;

/**
 * A token that was just added.
 *
 * @param secret to send as {@code Authorization: Bearer}; nobody can read it again
 */
public record NewToken(String name, Role role, String secret) {}
