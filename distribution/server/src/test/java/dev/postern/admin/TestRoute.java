package dev.postern.admin;

import io.javalin.http.Context;
import io.javalin.http.Handler;

/** A route that answers as a test wants it. */
record TestRoute(Endpoint endpoint, Handler handler) implements AdminRoute {
    static TestRoute get(String path, Handler handler) {
        return new TestRoute(Endpoint.get(path, Access.ANYONE), handler);
    }

    @Override
    public void handle(Context request) throws Exception {
        handler.handle(request);
    }
}
