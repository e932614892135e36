package dev.postern.admin;

import io.javalin.http.Handler;

/**
 * One method of one path of the admin port. It answers with a record of {@code dev.postern.api}, and throws an
 * {@link io.javalin.http.HttpResponseException} whose message is for the client. Called by many threads.
 */
public interface AdminRoute extends Handler {
    /** Returns its method, its path and who may use it. */
    Endpoint endpoint();
}
