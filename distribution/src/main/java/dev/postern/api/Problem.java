package dev.postern.api;

/**
 * What went wrong with a request, as RFC 9457 has it; the type is about:blank, which is the default (RFC 9457 4.2.1).
 *
 * @param title the name of the status
 * @param status of HTTP
 * @param detail for a person to read
 */
public record Problem(String title, int status, String detail) {
    public static final String MEDIA_TYPE = "application/problem+json";
}
