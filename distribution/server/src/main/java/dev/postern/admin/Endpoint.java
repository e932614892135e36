package dev.postern.admin;

import io.javalin.http.HandlerType;

/**
 * Describes the method, path and access of a route.
 *
 * @param method GET if it changes nothing; HEAD is answered alike
 * @param path begins with a slash
 * @param access who may use it
 */
public record Endpoint(HandlerType method, String path, Access access) {
    /** Returns an endpoint that only reads. */
    public static Endpoint get(String path, Access access) {
        return new Endpoint(HandlerType.GET, path, access);
    }

    /** Returns an endpoint that changes something; only commands may use it, as a page of another origin can send requests too. */
    public static Endpoint post(String path) {
        return new Endpoint(HandlerType.POST, path, Access.COMMANDS);
    }
}
