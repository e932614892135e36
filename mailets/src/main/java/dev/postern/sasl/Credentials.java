package dev.postern.sasl;

/**
 * By whom, and by what, we are known to a server.
 *
 * @param user the authentication identity; we act for nobody else
 */
public record Credentials(String user, Password password) {}
