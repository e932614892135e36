package dev.postern.address;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/**
 * Selects the addresses of a server to which mail is sent, and their order (Postfix: {@code inet_protocols}, {@code
 * smtp_address_preference}).
 */
public enum AddressFamilies {
    IPV4("ipv4", "IPv4"),
    IPV6("ipv6", "IPv6"),
    /** IPv6 first, as RFC 6724 §2.1 has it. */
    BOTH("both", "IPv6 or IPv4"),
    PREFER_IPV4("preferIpv4", "IPv4 or IPv6");

    private final String word;
    private final String families;

    AddressFamilies(String word, String families) {
        this.word = word;
        this.families = families;
    }

    /** Returns the word in configuration files. */
    public String word() {
        return word;
    }

    /** Returns the families' names, for people. */
    public String families() {
        return families;
    }

    /** Returns whether mail goes to that address. */
    public boolean include(InetAddress address) {
        return address instanceof Inet6Address ? this != IPV4 : this != IPV6;
    }

    /** Returns the order of the families, among servers that are equal otherwise. */
    public Comparator<InetAddress> order() {
        return Comparator.comparing(address -> address instanceof Inet6Address != (this == BOTH));
    }

    /**
     * Returns the addresses that mail goes to in their order, no more than that many, and some of each family where
     * there are.
     */
    public List<InetAddress> choose(Collection<InetAddress> addresses, int most) {
        List<InetAddress> chosen =
                addresses.stream().filter(this::include).sorted(order()).toList();
        return balanced(chosen, Function.identity(), most);
    }

    /**
     * Returns the first of them. A family that comes second keeps half of the places if it needs them: many addresses
     * of servers that cannot be reached must not hide those that can.
     *
     * @param all in their order
     * @param most how many to return
     */
    public static <T> List<T> balanced(List<T> all, Function<T, InetAddress> address, int most) {
        int ipv6 = (int) all.stream().filter(one -> isIpv6(address.apply(one))).count();
        int placesOfIpv6 = Math.min(ipv6, Math.max(most / 2, most - (all.size() - ipv6)));
        int placesOfIpv4 = most - placesOfIpv6;
        List<T> first = new ArrayList<>();
        for (T one : all) {
            if (isIpv6(address.apply(one)) ? placesOfIpv6-- > 0 : placesOfIpv4-- > 0) {
                first.add(one);
            }
        }
        return List.copyOf(first);
    }

    private static boolean isIpv6(InetAddress address) {
        return address instanceof Inet6Address;
    }
}
