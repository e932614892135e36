package dev.postern.probe;

import dev.postern.smtpclient.Cause;
import java.util.List;
import java.util.Optional;

/**
 * What a probe of one domain came to.
 *
 * @param hosts in the order of a delivery; none if none was found
 * @param cause why a message that is sent now would be deferred or returned; empty if it could be named to a server
 * @param explanation of the cause
 * @param proposals rules that would hold, the strongest first
 */
public record ProbeResult(
        ProbeRequest request,
        List<HostResult> hosts,
        Optional<Cause> cause,
        Optional<Explanation> explanation,
        List<Proposal> proposals) {

    public ProbeResult {
        hosts = List.copyOf(hosts);
        proposals = List.copyOf(proposals);
    }

    public ProbeStatus status() {
        return cause.map(ProbeStatus::of).orElse(ProbeStatus.HOLDS);
    }
}
