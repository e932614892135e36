package dev.postern.loop;

import dev.postern.partner.Cidr;
import dev.postern.partner.NextHop;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The addresses of this gateway and of the servers behind it: mail for anybody else that is sent there would loop.
 *
 * @param listeners where the gateway itself accepts mail
 * @param innerServers returns the next hops of own domains, as they are now
 * @param privateNetworks where MX hosts of strangers may lie although these networks are not part of the internet
 */
public record OwnSite(
        List<InetSocketAddress> listeners, Supplier<? extends Set<NextHop>> innerServers, List<Cidr> privateNetworks) {

    private static final List<Cidr> EVERYWHERE = Stream.of("0.0.0.0/0", "::/0")
            .flatMap(network -> Cidr.parse(network).stream())
            .toList();

    public OwnSite {
        listeners = List.copyOf(listeners);
        privateNetworks = List.copyOf(privateNetworks);
    }

    /** Returns a site of which nothing is known but where it listens: no other address is left out. */
    public static OwnSite listeningAt(InetSocketAddress... listeners) {
        return new OwnSite(List.of(listeners), Set::of, EVERYWHERE);
    }
}
