package dev.postern.admin;

import io.javalin.http.HandlerType;

/**
 * Describes the method, path and access of a route.
 *
 * @param method GET if it changes nothing; HEAD is answered alike
 * @param path begins with a slash
 * @param access who may use it; a route that changes something asks for a token
 */
public record Endpoint(HandlerType method, String path, Access access) {
    public Endpoint {
        if (!method.equals(HandlerType.GET) && access.role().isEmpty()) {
            throw new IllegalArgumentException(method + " " + path + " changes something without a token");
        }
    }

    /** Returns an endpoint that only reads. */
    public static Endpoint get(String path, Access access) {
        return new Endpoint(HandlerType.GET, path, access);
    }

    /** Returns an endpoint that changes something. */
    public static Endpoint post(String path, Access access) {
        return new Endpoint(HandlerType.POST, path, access);
    }

    /** Returns an endpoint that removes something. */
    public static Endpoint delete(String path, Access access) {
        return new Endpoint(HandlerType.DELETE, path, access);
    }
}
