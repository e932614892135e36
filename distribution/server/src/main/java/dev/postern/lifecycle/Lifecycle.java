package dev.postern.lifecycle;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts services in the order of their phases and stops those that were started in the reverse order. For one thread. */
public final class Lifecycle {
    private static final Logger LOGGER = LoggerFactory.getLogger(Lifecycle.class);

    private final List<Service> services;
    private final Deque<Service> started = new ArrayDeque<>();

    public Lifecycle(Collection<Service> services) {
        this.services =
                services.stream().sorted(Comparator.comparing(Service::phase)).toList();
    }

    /**
     * Starts all services. If one cannot start, those before it are stopped.
     *
     * @throws StartFailure if a service cannot start for a reason that an administrator can mend
     */
    public void start() throws StartFailure {
        try {
            for (Service service : services) {
                service.start();
                started.push(service);
            }
        } catch (StartFailure | RuntimeException | Error e) {
            stop();
            throw e;
        }
    }

    /** Stops the services that were started. An exception of one is logged and keeps no other from stopping. */
    public void stop() {
        while (!started.isEmpty()) {
            try {
                started.pop().stop();
            } catch (RuntimeException e) {
                LOGGER.error("Could not stop a service of the gateway cleanly", e);
            }
        }
    }
}
