package dev.postern.thread;

import java.util.IdentityHashMap;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The long-lived threads, subscriptions and recurring tasks of this process that fail at present. {@code /healthz} reports
 * them. Each failure is logged once, and so is the recovery. Safe for any thread.
 */
public final class Faults {
    private static final Logger LOGGER = LoggerFactory.getLogger(Faults.class);
    private static final IdentityHashMap<Object, String> FAILING = new IdentityHashMap<>();

    private Faults() {}

    /**
     * Reports that something failed and will be tried again.
     *
     * @param owner what failed, told apart by identity
     * @param name of it, for the log and {@code /healthz}
     */
    public static void failed(Object owner, String name, Throwable fault) {
        boolean first;
        synchronized (FAILING) {
            first = FAILING.put(owner, name + " failed: " + fault) == null;
        }
        if (first) {
            LOGGER.error("{} failed; /healthz answers 503 until it works again. Trying again", name, fault);
        } else {
            LOGGER.debug("{} failed again", name, fault);
        }
    }

    /** Reports that it works, or has ended in good order. */
    public static void works(Object owner) {
        Optional<String> failure;
        synchronized (FAILING) {
            failure = FAILING.isEmpty() ? Optional.empty() : Optional.ofNullable(FAILING.remove(owner));
        }
        failure.ifPresent(recovered -> LOGGER.warn("Recovered: {}", recovered));
    }

    /** Returns what fails at present, in words for the log; empty if nothing does. */
    public static Optional<String> current() {
        synchronized (FAILING) {
            return FAILING.isEmpty()
                    ? Optional.empty()
                    : Optional.of(FAILING.values().stream().sorted().distinct().collect(Collectors.joining("; ")));
        }
    }
}
