package dev.postern.admin;

import io.javalin.http.HandlerType;

/**
 * Where a route is.
 *
 * @param method GET if it changes nothing; HEAD is answered alike
 * @param path begins with a slash
 * @param access who may use it
 */
public record Endpoint(HandlerType method, String path, Access access) {
    /** Returns one that changes nothing. */
    public static Endpoint get(String path, Access access) {
        return new Endpoint(HandlerType.GET, path, access);
    }

    /** Returns one that changes something, and so is for commands only: a page of another origin can cause any GET. */
    public static Endpoint post(String path) {
        return new Endpoint(HandlerType.POST, path, Access.COMMANDS);
    }
}
