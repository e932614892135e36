package dev.postern.api;

/**
 * A problem details object (RFC 9457). Its type is about:blank, the default (section 4.2.1).
 *
 * @param title the name of the status
 * @param status of HTTP
 * @param detail for a person to read
 */
public record Problem(String title, int status, String detail) {
    public static final String MEDIA_TYPE = "application/problem+json";
}
