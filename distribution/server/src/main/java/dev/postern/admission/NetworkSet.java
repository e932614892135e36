package dev.postern.admission;

import dev.postern.partner.Cidr;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/** Networks, however many: a look-up costs one hash look-up for each prefix length among them. Immutable. */
final class NetworkSet {
    private record Network(long high, long low) {}

    private final Set<Integer> lengths = new HashSet<>();
    private final Set<Network> networks = new HashSet<>();

    NetworkSet(Collection<Cidr> cidrs) {
        for (Cidr cidr : cidrs) {
            int length = cidr.prefixLength() + (cidr.network() instanceof Inet6Address ? 0 : 96);
            lengths.add(length);
            networks.add(first(bits(cidr.network()), length));
        }
    }

    boolean contains(InetAddress address) {
        Network bits = bits(address);
        return lengths.stream().anyMatch(length -> networks.contains(first(bits, length)));
    }

    private static Network bits(InetAddress address) {
        ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
        return address instanceof Inet6Address
                ? new Network(bytes.getLong(), bytes.getLong())
                : new Network(0, (0xffffL << 32) | Integer.toUnsignedLong(bytes.getInt()));
    }

    private static Network first(Network bits, int length) {
        return new Network(bits.high() & mask(length), bits.low() & mask(length - Long.SIZE));
    }

    private static long mask(int length) {
        return length <= 0 ? 0 : length >= Long.SIZE ? -1L : -1L << (Long.SIZE - length);
    }
}
