package dev.postern.listener;

import com.google.common.base.Splitter;
import com.google.common.net.InetAddresses;
import dev.postern.partner.Cidr;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.configuration2.ex.ConfigurationException;

/**
 * The networks whose hosts may send to any domain. In the place of James's, which takes IPv6 prefix lengths for something
 * else: a single address (/128) lets its whole /64 relay, and a /64 its whole /56.
 */
record RelayNetworks(List<Cidr> networks) {
    static final RelayNetworks NONE = new RelayNetworks(List.of());

    /**
     * Reads networks with commas or blanks between them.
     *
     * @throws ConfigurationException if one is no network
     */
    static RelayNetworks parse(String text) throws ConfigurationException {
        List<Cidr> networks = new ArrayList<>();
        for (String network : Splitter.onPattern("[, ]").omitEmptyStrings().split(text)) {
            networks.add(Cidr.parse(network)
                    .orElseThrow(() -> new ConfigurationException("smtpserver: authorizedAddresses: " + network
                            + " is no network such as 192.0.2.0/24 or 2001:db8::/32")));
        }
        return new RelayNetworks(List.copyOf(networks));
    }

    /** @param address a client's, by number; with an IPv6 zone or without */
    boolean contain(String address) {
        int zone = address.indexOf('%');
        String number = zone < 0 ? address : address.substring(0, zone);
        return InetAddresses.isInetAddress(number)
                && networks.stream().anyMatch(network -> network.contains(InetAddresses.forString(number)));
    }
}
