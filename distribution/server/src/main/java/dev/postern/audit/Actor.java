package dev.postern.audit;

import java.util.Optional;

/**
 * Who changes something.
 *
 * @param name as {@link dev.postern.api.AuditEntry#actor} has it
 * @param from the address of the client, if there is one
 */
public record Actor(String name, Optional<String> from) {
    /** Somebody who edited a configuration file; the gateway cannot know who. */
    public static final Actor FILE = new Actor("file", Optional.empty());

    /** Returns a command that works without the gateway, run by that user of the system. */
    public static Actor command(String user) {
        return new Actor("command " + user, Optional.empty());
    }
}
