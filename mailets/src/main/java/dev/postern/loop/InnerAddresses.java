package dev.postern.loop;

import com.google.common.base.Supplier;
import com.google.common.base.Suppliers;
import com.google.common.net.InetAddresses;
import dev.postern.partner.NextHop;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The addresses of the inner servers, as the DNS gave them within the last minutes. Safe for any thread. */
final class InnerAddresses {
    private static final long REMEMBERED_SECONDS = 300;

    private final Supplier<Set<InetSocketAddress>> addresses;

    InnerAddresses(List<NextHop> servers, Function<String, Collection<InetAddress>> resolver) {
        this.addresses =
                Suppliers.memoizeWithExpiration(() -> resolve(servers, resolver), REMEMBERED_SECONDS, TimeUnit.SECONDS);
    }

    boolean contains(InetAddress address, int port) {
        return current().contains(new InetSocketAddress(address, port));
    }

    boolean contains(InetAddress address) {
        return current().stream().map(InetSocketAddress::getAddress).anyMatch(address::equals);
    }

    private Set<InetSocketAddress> current() {
        return Objects.requireNonNull(addresses.get());
    }

    private static Set<InetSocketAddress> resolve(
            List<NextHop> servers, Function<String, Collection<InetAddress>> resolver) {
        return servers.stream()
                .flatMap(server -> addresses(server.host(), resolver).stream()
                        .map(address -> new InetSocketAddress(address, server.port())))
                .collect(Collectors.toUnmodifiableSet());
    }

    private static Collection<InetAddress> addresses(String host, Function<String, Collection<InetAddress>> resolver) {
        return InetAddresses.isInetAddress(host) ? List.of(InetAddresses.forString(host)) : resolver.apply(host);
    }
}
