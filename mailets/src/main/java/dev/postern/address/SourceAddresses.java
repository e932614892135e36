package dev.postern.address;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The addresses of this machine that connections leave from, one of each family (Postfix: {@code smtp_bind_address} and
 * {@code smtp_bind_address6}). For a family without one the system chooses.
 */
public record SourceAddresses(Optional<Inet4Address> ipv4, Optional<Inet6Address> ipv6) {
    /** The system chooses all. */
    public static final SourceAddresses OF_SYSTEM = new SourceAddresses(Optional.empty(), Optional.empty());

    /** Returns these addresses; empty if two of them are of one family. */
    public static Optional<SourceAddresses> of(List<InetAddress> addresses) {
        List<Inet4Address> ipv4 = of(addresses, Inet4Address.class);
        List<Inet6Address> ipv6 = of(addresses, Inet6Address.class);
        return ipv4.size() > 1 || ipv6.size() > 1
                ? Optional.empty()
                : Optional.of(new SourceAddresses(
                        ipv4.stream().findFirst(), ipv6.stream().findFirst()));
    }

    private static <T> List<T> of(List<InetAddress> addresses, Class<T> family) {
        return addresses.stream().filter(family::isInstance).map(family::cast).toList();
    }

    /** Returns where a connection to that peer leaves from; empty: the system chooses. */
    public Optional<InetAddress> towards(InetAddress peer) {
        return peer instanceof Inet6Address ? ipv6.map(InetAddress.class::cast) : ipv4.map(InetAddress.class::cast);
    }

    /** Returns all of them. */
    public List<InetAddress> all() {
        return Stream.<Optional<? extends InetAddress>>of(ipv4, ipv6)
                .flatMap(Optional::stream)
                .map(InetAddress.class::cast)
                .toList();
    }

    @Override
    public String toString() {
        return all().stream().map(AddressText::of).collect(Collectors.joining(", "));
    }
}
