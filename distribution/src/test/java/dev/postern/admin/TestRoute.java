package dev.postern.admin;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HandlerType;

/** A route that answers as a test wants it. */
record TestRoute(HandlerType method, String path, Access access, Handler handler) implements AdminRoute {
    static TestRoute get(String path, Handler handler) {
        return new TestRoute(HandlerType.GET, path, Access.ANYONE, handler);
    }

    @Override
    public void handle(Context request) throws Exception {
        handler.handle(request);
    }
}
