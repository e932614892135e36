package dev.postern.api;

/** The paths, parameters and headers of the admin port. */
public final class AdminPaths {
    public static final String LIVENESS = "/livez";
    public static final String HEALTH = "/healthz";
    public static final String METRICS = "/metrics";
    public static final String QUEUE = "/queue";
    public static final String FLUSH = "/queue/flush";
    public static final String KEPT = "/queue/kept";
    public static final String RELEASE = "/queue/release";

    /** Of {@link #FLUSH}: the name of the partner whose mail is tried; without it, all mail. */
    public static final String PARTNER = "partner";
    /** Of {@link #RELEASE}: a partner or a domain. */
    public static final String NAME = "name";

    /** In each request of a command: no page of another origin can make a browser send it. */
    public static final String COMMAND_HEADER = "Postern-Command";
    /** In each answer of {@link #HEALTH}: the instance of the gateway that answers, as its data directory names it. */
    public static final String INSTANCE_HEADER = "Postern-Instance";

    private AdminPaths() {}
}
