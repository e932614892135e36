package dev.postern.address;

import com.google.common.net.InetAddresses;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/** Writes IP addresses in the one form that RFC 5952 has for each, without a zone index: it means something on one machine only. */
public final class AddressText {
    private AddressText() {}

    /** Returns for example {@code 192.0.2.1} or {@code 2001:db8::1}. */
    public static String of(InetAddress address) {
        return InetAddresses.toAddrString(withoutZone(address));
    }

    /** Returns for example {@code 192.0.2.1:25} or {@code [2001:db8::1]:25} (RFC 5952 §6). */
    public static String of(InetSocketAddress address) {
        String text = of(address.getAddress());
        return (text.contains(":") ? "[" + text + "]" : text) + ":" + address.getPort();
    }

    /** Returns an address literal of mail (RFC 5321 §4.1.3): {@code [192.0.2.1]} or {@code [IPv6:2001:db8::1]}. */
    public static String literal(InetAddress address) {
        return (address instanceof Inet6Address ? "[IPv6:" : "[") + of(address) + "]";
    }

    private static InetAddress withoutZone(InetAddress address) {
        try {
            return InetAddress.getByAddress(address.getAddress());
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address has the length of an address", e);
        }
    }
}
