package dev.postern.loop;

import dev.postern.partner.NextHop;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Collection;
import java.util.Locale;
import java.util.function.Function;

/**
 * Judges the addresses that the DNS gives for the MX hosts of other domains. Safe for any thread.
 *
 * <p>An address of this machine is ours at every port, as a port may be redirected to one of our listeners, and as the inner
 * server may run beside us.
 */
public final class MxAddresses {
    /** What an address of an MX host is. */
    public enum Finding {
        /** A server of somebody else. */
        FOREIGN,
        /** This gateway, or an inner server: mail that goes there comes back. */
        OURS,
        /** An address in a network that is not part of the internet, or of no host at all. */
        RESERVED
    }

    private final OwnSite site;
    private final InnerAddresses inner;

    /** @param resolver returns the addresses of a host name; empty if there are none now */
    public MxAddresses(OwnSite site, Function<String, Collection<InetAddress>> resolver) {
        this.site = site;
        this.inner = new InnerAddresses(site.innerServers(), resolver);
    }

    /** Returns whether an inner server has that name. */
    public boolean isInnerName(String name) {
        String canonical = name.toLowerCase(Locale.ROOT);
        return site.innerServers().get().stream().map(NextHop::host).anyMatch(canonical::equals);
    }

    /** Returns whether we listen there: on that very address, or on all of this machine's. */
    public boolean isListener(InetAddress address, int port) {
        return site.listeners().stream()
                .filter(listener -> listener.getPort() == port)
                .map(InetSocketAddress::getAddress)
                .anyMatch(listener -> listener.equals(address) || (listener.isAnyLocalAddress() && isLocal(address)));
    }

    /**
     * Returns whose server has that address.
     *
     * @param agreed whether something is agreed with the domain: its servers may then be in a private network
     */
    public Finding judge(InetAddress address, int port, boolean agreed) {
        if (SpecialAddresses.isNoHost(address)) {
            return Finding.RESERVED;
        }
        if (address.isAnyLocalAddress() || isListener(address, port) || inner.contains(address, port)) {
            return Finding.OURS;
        }
        if (site.privateNetworks().stream().anyMatch(network -> network.contains(address))) {
            return Finding.FOREIGN;
        }
        if (isLocal(address) || inner.contains(address)) {
            return Finding.OURS;
        }
        return !agreed && SpecialAddresses.contain(address) ? Finding.RESERVED : Finding.FOREIGN;
    }

    private static boolean isLocal(InetAddress address) {
        if (address.isLoopbackAddress() || address.isAnyLocalAddress()) {
            return true;
        }
        try {
            return NetworkInterface.getByInetAddress(address) != null;
        } catch (SocketException e) {
            return false;
        }
    }
}
