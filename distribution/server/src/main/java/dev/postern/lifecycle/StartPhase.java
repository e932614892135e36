package dev.postern.lifecycle;

/** Orders the start of {@link Service}s; they stop in the reverse order. */
public enum StartPhase {
    /** Accepted mail can be read. */
    QUEUES,
    /** The mailets are made; no message is processed yet. */
    PIPELINE,
    /** The admin port answers. */
    ADMIN,
    /** The SMTP listeners have their addresses. */
    LISTENERS,
    /**
     * Messages are processed and delivered. Not before the listeners are open: a start that fails would break off
     * deliveries, which then are made again.
     */
    DELIVERY,
    /** Files, disk and certificates are looked at again and again. */
    WATCHES,
    /** New mail is accepted. */
    INTAKE
}
