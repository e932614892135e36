package dev.postern.admin;

import dev.postern.api.AdminPaths;
import dev.postern.api.ReleaseResult;
import io.javalin.http.BadRequestResponse;
import io.javalin.http.Context;
import io.javalin.http.NotFoundResponse;
import io.javalin.http.ServiceUnavailableResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import javax.inject.Inject;
import org.apache.james.queue.api.MailQueue.MailQueueException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code POST /queue/release?name=NAME}: lifts the rule that the queued mail of a partner or domain keeps. */
public final class ReleaseRoute implements AdminRoute {
    private static final Logger LOGGER = LoggerFactory.getLogger(ReleaseRoute.class);

    private final OutboundQueues queues;

    @Inject
    public ReleaseRoute(OutboundQueues queues) {
        this.queues = queues;
    }

    @Override
    public Endpoint endpoint() {
        return Endpoint.post(AdminPaths.RELEASE);
    }

    @Override
    public void handle(Context request) throws MailQueueException {
        Optional<String> name =
                Optional.ofNullable(request.queryParam(AdminPaths.NAME)).filter(text -> !text.isEmpty());
        if (name.isEmpty()
                || !Set.of(AdminPaths.NAME).containsAll(request.queryParamMap().keySet())) {
            throw new BadRequestResponse("Unknown parameter; expected name.");
        }
        long released = released(name.get());
        if (released == 0) {
            throw new NotFoundResponse("No queued message keeps a rule of that partner or domain.");
        }
        request.json(new ReleaseResult(released));
    }

    private long released(String name) throws MailQueueException {
        try {
            return queues.release(name);
        } catch (IOException e) {
            LOGGER.error("Could not write the release of {} to disk; nothing is released: {}", name, e.toString());
            throw new ServiceUnavailableResponse("Could not write the release to disk; nothing was released.");
        }
    }
}
