package dev.postern.route;

import dev.postern.smtpclient.Cause;
import dev.postern.smtpclient.Host;
import java.util.List;

/** What a look-up of hosts found. */
public sealed interface FoundHosts {
    /** At least one, in the order to try. */
    record Hosts(List<Host> hosts) implements FoundHosts {}

    /** None for now. */
    record NotNow(Cause cause) implements FoundHosts {}

    /** None, and there will be none. */
    record Never(Cause cause) implements FoundHosts {}
}
