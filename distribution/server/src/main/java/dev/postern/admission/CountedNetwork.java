package dev.postern.admission;

import com.google.common.net.InetAddresses;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * A network whose hosts are counted as one client: what one host, one customer or one site gets (RFC 6177). The bits are
 * those of an IPv6 address, with IPv4 as {@code ::ffff:0:0/96}, so that an IPv4-mapped address counts as IPv4 (RFC 4291
 * §2.5.5.2).
 *
 * @param high the upper 64 bits
 * @param low the lower 64 bits
 */
record CountedNetwork(Scope scope, long high, long low) {
    /** How much of the address space is counted together. */
    enum Scope {
        /** An IPv4 address or an IPv6 /64. */
        ADDRESS(1),
        /** An IPv4 /24 or an IPv6 /56. */
        NETWORK(4),
        /** An IPv6 /48. */
        SITE(8);

        private final int factor;

        Scope(int factor) {
            this.factor = factor;
        }

        /** Returns how many times as much as one address all hosts together may do. */
        int factor() {
            return factor;
        }
    }

    private static final long MAPPED = 0xffffL << 32;

    /** Returns the networks that an address counts for, the narrowest first. */
    static List<CountedNetwork> of(InetAddress address) {
        ByteBuffer bits = ByteBuffer.wrap(address.getAddress());
        if (!(address instanceof Inet6Address)) {
            return ofIpv4(MAPPED | Integer.toUnsignedLong(bits.getInt()));
        }
        long high = bits.getLong();
        long low = bits.getLong();
        return high == 0 && (low >>> 32) == 0xffffL
                ? ofIpv4(low)
                : List.of(
                        new CountedNetwork(Scope.ADDRESS, high, 0),
                        new CountedNetwork(Scope.NETWORK, high & (-1L << 8), 0),
                        new CountedNetwork(Scope.SITE, high & (-1L << 16), 0));
    }

    private static List<CountedNetwork> ofIpv4(long mapped) {
        return List.of(
                new CountedNetwork(Scope.ADDRESS, 0, mapped),
                new CountedNetwork(Scope.NETWORK, 0, mapped & (-1L << 8)));
    }

    private boolean isIpv4() {
        return high == 0 && (low >>> 32) == 0xffffL;
    }

    /** Returns the network in CIDR notation; an IPv4 address without a length. */
    @Override
    public String toString() {
        String address = InetAddresses.toAddrString(address());
        return switch (scope) {
            case ADDRESS -> isIpv4() ? address : address + "/64";
            case NETWORK -> address + (isIpv4() ? "/24" : "/56");
            case SITE -> address + "/48";
        };
    }

    private InetAddress address() {
        byte[] bytes = isIpv4()
                ? ByteBuffer.allocate(Integer.BYTES).putInt((int) low).array()
                : ByteBuffer.allocate(2 * Long.BYTES).putLong(high).putLong(low).array();
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("4 or 16 bytes are an address", e);
        }
    }
}
