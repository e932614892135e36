package dev.postern.delivery;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.james.dnsservice.api.DNSService;
import org.apache.james.dnsservice.api.TemporaryResolutionException;

/** A zone in memory, which answers as James's DNS service does. */
public final class FakeDns implements DNSService {
    private final Map<String, List<String>> mx = new HashMap<>();
    private final Map<String, List<InetAddress>> addresses = new HashMap<>();
    private final Set<String> silent = new HashSet<>();
    private Runnable meanwhile = () -> {};

    public FakeDns mx(String domain, String... names) {
        mx.put(domain, List.of(names));
        return this;
    }

    public FakeDns address(String name, String... literals) {
        addresses.put(
                name,
                Stream.of(literals)
                        .map(com.google.common.net.InetAddresses::forString)
                        .toList());
        return this;
    }

    /** Happens during each look-up of MX hosts. */
    public FakeDns meanwhile(Runnable event) {
        meanwhile = event;
        return this;
    }

    /** SERVFAIL for everything about that name. */
    public FakeDns silent(String name) {
        silent.add(name);
        return this;
    }

    @Override
    public Collection<String> findMXRecords(String asked) throws TemporaryResolutionException {
        String domain = absolute(asked);
        meanwhile.run();
        if (silent.contains(domain)) {
            throw new TemporaryResolutionException("SERVFAIL");
        }
        return mx.getOrDefault(domain, addresses.containsKey(domain) ? List.of(domain) : List.of());
    }

    @Override
    public Collection<InetAddress> getAllByName(String asked) throws UnknownHostException {
        String host = absolute(asked);
        if (!addresses.containsKey(host)) {
            throw new UnknownHostException(host);
        }
        return addresses.get(host);
    }

    @Override
    public Collection<String> findTXTRecords(String host) {
        return List.of();
    }

    @Override
    public InetAddress getByName(String host) throws UnknownHostException {
        return getAllByName(host).iterator().next();
    }

    @Override
    public InetAddress getLocalHost() {
        return InetAddress.getLoopbackAddress();
    }

    @Override
    public String getHostName(InetAddress address) {
        return address.getHostAddress();
    }

    /** A name without its final dot would be completed by the machine's search path. */
    private static String absolute(String name) {
        if (!name.endsWith(".")) {
            throw new AssertionError(name + " is looked up relative to the search path");
        }
        return name.substring(0, name.length() - 1);
    }
}
