package dev.postern.loop;

import com.google.common.cache.CacheBuilder;
import com.google.common.cache.CacheLoader;
import com.google.common.cache.LoadingCache;
import com.google.common.net.InetAddresses;
import dev.postern.partner.NextHop;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** The addresses of the inner servers of now, as the DNS gave them within the last minutes. Safe for any thread. */
final class InnerAddresses {
    private static final Duration REMEMBERED = Duration.ofMinutes(5);

    private final Supplier<? extends Set<NextHop>> servers;
    private final LoadingCache<Set<NextHop>, Set<InetSocketAddress>> addresses;

    InnerAddresses(Supplier<? extends Set<NextHop>> servers, Function<String, Collection<InetAddress>> resolver) {
        this.servers = servers;
        this.addresses = CacheBuilder.newBuilder()
                .maximumSize(1)
                .expireAfterWrite(REMEMBERED)
                .build(CacheLoader.from(of -> resolve(of, resolver)));
    }

    boolean contains(InetAddress address, int port) {
        return current().contains(new InetSocketAddress(address, port));
    }

    boolean contains(InetAddress address) {
        return current().stream().map(InetSocketAddress::getAddress).anyMatch(address::equals);
    }

    private Set<InetSocketAddress> current() {
        return addresses.getUnchecked(servers.get());
    }

    private static Set<InetSocketAddress> resolve(
            Set<NextHop> servers, Function<String, Collection<InetAddress>> resolver) {
        return servers.stream()
                .flatMap(server -> addresses(server.host(), resolver).stream()
                        .map(address -> new InetSocketAddress(address, server.port())))
                .collect(Collectors.toUnmodifiableSet());
    }

    private static Collection<InetAddress> addresses(String host, Function<String, Collection<InetAddress>> resolver) {
        return InetAddresses.isInetAddress(host) ? List.of(InetAddresses.forString(host)) : resolver.apply(host);
    }
}
