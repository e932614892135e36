package dev.postern.dns;

/**
 * Contains one MX record.
 *
 * @param preference the lowest is tried first
 * @param name with or without its final dot; {@code .} is a null MX (RFC 7505)
 */
public record MailExchanger(int preference, String name) {}
