package dev.postern.partner;

import com.google.common.net.InetAddresses;
import dev.postern.address.AddressText;
import java.math.BigInteger;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;

/**
 * A network, IPv4 or IPv6 (RFC 4632, RFC 4291 §2.3). An IPv4-mapped IPv6 address is compared as the IPv4 address it
 * stands for.
 */
public record Cidr(InetAddress network, int prefixLength) {
    /** What an IPv4-mapped address begins with (RFC 4291 §2.5.5.2). */
    private static final byte[] MAPPED = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1};

    /** Reads {@code 192.0.2.0/24}, {@code 2001:db8::/32} or a single address; host bits beyond the prefix must be 0. */
    public static Optional<Cidr> parse(String text) {
        int slash = text.indexOf('/');
        String address = slash < 0 ? text : text.substring(0, slash);
        if (!InetAddresses.isInetAddress(address)) {
            return Optional.empty();
        }
        InetAddress network = InetAddresses.forString(address);
        int bits = network.getAddress().length * 8;
        String length = slash < 0 ? Integer.toString(bits) : text.substring(slash + 1);
        if (!length.matches("[0-9]{1,3}") || Integer.parseInt(length) > bits) {
            return Optional.empty();
        }
        var cidr = new Cidr(network, Integer.parseInt(length));
        return cidr.hostBits(network).signum() == 0 ? Optional.of(cidr) : Optional.empty();
    }

    public boolean contains(InetAddress address) {
        InetAddress candidate = unmapped(address);
        if (candidate.getAddress().length != network.getAddress().length) {
            return false;
        }
        int shift = network.getAddress().length * 8 - prefixLength;
        return number(candidate).shiftRight(shift).equals(number(network).shiftRight(shift));
    }

    private BigInteger hostBits(InetAddress address) {
        int hostLength = address.getAddress().length * 8 - prefixLength;
        return number(address).and(BigInteger.ONE.shiftLeft(hostLength).subtract(BigInteger.ONE));
    }

    private static InetAddress unmapped(InetAddress address) {
        if (!(address instanceof Inet6Address)) {
            return address;
        }
        byte[] bytes = address.getAddress();
        try {
            return Arrays.equals(Arrays.copyOf(bytes, MAPPED.length), MAPPED)
                    ? InetAddress.getByAddress(Arrays.copyOfRange(bytes, MAPPED.length, bytes.length))
                    : address;
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are an address", e);
        }
    }

    private static BigInteger number(InetAddress address) {
        return new BigInteger(1, address.getAddress());
    }

    @Override
    public String toString() {
        return AddressText.of(network) + "/" + prefixLength;
    }
}
