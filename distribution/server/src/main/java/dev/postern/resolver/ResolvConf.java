package dev.postern.resolver;

import com.google.common.net.InetAddresses;
import dev.postern.address.AddressText;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.xbill.DNS.Name;
import org.xbill.DNS.TextParseException;

/**
 * Holds the content of a resolv.conf (resolv.conf(5)). As in the C library a line that cannot be read is ignored.
 *
 * @param servers in the order to ask, three at most
 * @param search the domains below which names of one label are looked for
 */
public record ResolvConf(List<InetAddress> servers, List<Name> search) {
    /** MAXNS of the C library. */
    private static final int MOST_SERVERS = 3;

    public ResolvConf {
        servers = List.copyOf(servers);
        search = List.copyOf(search);
    }

    static ResolvConf parse(String text) {
        List<InetAddress> servers = new ArrayList<>();
        List<Name> search = List.of();
        for (String line : text.split("\\R", -1)) {
            List<String> words = List.of(line.strip().split("\\s+"));
            List<String> values = words.subList(1, words.size());
            switch (words.get(0)) {
                case "nameserver" ->
                    values.stream().findFirst().flatMap(ResolvConf::address).ifPresent(servers::add);
                case "domain" -> search = names(values.subList(0, Math.min(1, values.size())));
                case "search" -> search = names(values); // of the two, the last line counts
                default -> {
                    // options and comments
                }
            }
        }
        return new ResolvConf(servers.subList(0, Math.min(MOST_SERVERS, servers.size())), search);
    }

    /** Returns the servers in readable form. */
    String words() {
        return servers.stream().map(AddressText::of).collect(Collectors.joining(", "));
    }

    /** A link-local address has the name of its interface behind a percent sign (RFC 4007 §11). */
    private static Optional<InetAddress> address(String text) {
        if (!InetAddresses.isInetAddress(text.split("%", 2)[0])) {
            return Optional.empty(); // a name is never looked up here
        }
        try {
            return Optional.of(InetAddress.getByName(text));
        } catch (UnknownHostException e) {
            return Optional.empty(); // there is no such interface
        }
    }

    private static List<Name> names(List<String> texts) {
        return texts.stream().flatMap(text -> name(text).stream()).toList();
    }

    private static Optional<Name> name(String text) {
        try {
            return Optional.of(Name.fromString(text, Name.root));
        } catch (TextParseException e) {
            return Optional.empty();
        }
    }
}
