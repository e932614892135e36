package dev.postern.api;

/** The paths, parameters and headers of the admin port. */
public final class AdminPaths {
    public static final String LIVENESS = "/livez";
    public static final String HEALTH = "/healthz";
    public static final String METRICS = "/metrics";

    /** What all paths of the API begin with. */
    public static final String API = "/api/v1";

    public static final String API_HEALTH = API + "/health";
    public static final String QUEUE = API + "/queue";
    public static final String FLUSH = QUEUE + "/flush";
    public static final String KEPT = QUEUE + "/kept";
    public static final String RELEASE = QUEUE + "/release";
    public static final String TOKENS = API + "/tokens";
    /** Of one token. */
    public static final String TOKEN = TOKENS + "/{name}";

    public static final String PARTNERS = API + "/partners";
    /** Of one partner. */
    public static final String PARTNER = PARTNERS + "/{name}";

    public static final String PROBLEMS = API + "/configuration/problems";
    public static final String AUDIT = API + "/audit";
    public static final String INBOUND_TESTS = API + "/inbound-tests";
    /** Of one test. */
    public static final String INBOUND_TEST = INBOUND_TESTS + "/{name}";

    public static final String OPENAPI = API + "/openapi.json";

    /** Of lists: how many entries a page has at most. */
    public static final String LIMIT = "limit";
    /** Of lists: where the page begins, as the page before it says in {@code next}. */
    public static final String CURSOR = "cursor";

    /** Of an inbound test: the number of the last event that the client knows. */
    public static final String AFTER = "after";

    /** In each request of the API: no page of another origin can make a browser send it. */
    public static final String COMMAND_HEADER = "Postern-Command";
    /** In each answer of {@link #HEALTH}: the instance of the gateway that answers, as its data directory names it. */
    public static final String INSTANCE_HEADER = "Postern-Instance";

    private AdminPaths() {}
}
