package dev.postern.revalidation;

import dev.postern.probe.ProbeStatus;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What is remembered of the probe of one domain. Every text is printable and of bounded length.
 *
 * @param reason why a message would be deferred or returned; empty if the rule holds
 * @param failure the result type of RFC 8460 §4.3, if TLS is the reason
 * @param advice what to do about that, each with who must do it
 * @param exchangers the names in its MX records, sorted; none where a next hop is configured or the DNS gave no answer
 * @param hosts in the order of a delivery
 */
public record DomainRecord(
        String domain,
        ProbeStatus status,
        Optional<String> reason,
        Optional<String> failure,
        List<String> advice,
        List<String> exchangers,
        List<HostRecord> hosts) {
    public DomainRecord {
        advice = List.copyOf(advice);
        exchangers = List.copyOf(exchangers);
        hosts = List.copyOf(hosts);
    }

    /** Returns what was found at the addresses of that server which answered. */
    List<HostState> reached(String name) {
        return hosts.stream()
                .filter(host -> host.name().equals(name) && host.isReached())
                .map(HostRecord::state)
                .toList();
    }

    /** Returns the certificates of the servers that answered, each once. */
    Stream<CertificateRecord> certificates() {
        return hosts.stream()
                .flatMap(host -> certificate(host.state()).stream())
                .distinct();
    }

    static Optional<CertificateRecord> certificate(HostState state) {
        return state instanceof HostState.Encrypted encrypted ? encrypted.certificate() : Optional.empty();
    }

    /** Returns the names of its servers, each once. */
    List<String> hostNames() {
        return hosts.stream().map(HostRecord::name).distinct().toList();
    }

    /** Returns what is known after a later probe: what that one could not find out stays as it was. */
    DomainRecord updatedBy(DomainRecord later) {
        Stream<HostRecord> found = later.hosts.isEmpty()
                ? hosts.stream()
                : later.hostNames().stream().flatMap(name -> hostsOf(name, later));
        return new DomainRecord(
                domain,
                later.status,
                later.reason,
                later.failure,
                later.advice,
                later.exchangers.isEmpty() ? exchangers : later.exchangers,
                found.toList());
    }

    private Stream<HostRecord> hostsOf(String name, DomainRecord later) {
        DomainRecord known = later.reached(name).isEmpty() && !reached(name).isEmpty() ? this : later;
        return known.hosts.stream().filter(host -> host.name().equals(name));
    }
}
