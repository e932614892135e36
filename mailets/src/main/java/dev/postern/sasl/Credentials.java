package dev.postern.sasl;

/**
 * Contains the user name and password for authentication at a server.
 *
 * @param user the authentication identity; we act for nobody else
 */
public record Credentials(String user, Password password) {}
