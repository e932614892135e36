package dev.postern.route;

import dev.postern.smtpclient.Cause;
import dev.postern.smtpclient.Host;
import java.util.List;

/** The result of looking up the hosts of a destination. */
public sealed interface FoundHosts {
    /** At least one, in the order to try. */
    record Hosts(List<Host> hosts) implements FoundHosts {}

    /** None for now. */
    record NotNow(Cause cause) implements FoundHosts {}

    /** None, and there will be none. */
    record Never(Cause cause) implements FoundHosts {}
}
