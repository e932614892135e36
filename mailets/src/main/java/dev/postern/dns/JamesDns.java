package dev.postern.dns;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.apache.james.dnsservice.api.DNSService;
import org.apache.james.dnsservice.api.TemporaryResolutionException;

/**
 * The DNS service of a James that is not ours. It sorts and shuffles MX records and forgets their preferences, so that each counts as
 * less preferred than the one before; and it does not tell a host without an address from a DNS that did not answer.
 */
public final class JamesDns implements MailDns {
    private final DNSService dns;

    private JamesDns(DNSService dns) {
        this.dns = dns;
    }

    /** Returns that service as one that answers the questions of mail: itself, if it can. */
    public static MailDns of(DNSService dns) {
        return dns instanceof MailDns exact ? exact : new JamesDns(dns);
    }

    @Override
    public DnsAnswer<MailExchanger> mailExchangers(String domain) {
        try {
            List<MailExchanger> exchangers = new ArrayList<>();
            dns.findMXRecords(domain).forEach(name -> exchangers.add(new MailExchanger(exchangers.size(), name)));
            return DnsAnswer.of(exchangers, DnsSecurity.INDETERMINATE);
        } catch (TemporaryResolutionException e) {
            return new DnsAnswer.Silent<>(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public DnsAnswer<InetAddress> addresses(String host) {
        try {
            List<InetAddress> addresses = List.copyOf(dns.getAllByName(host));
            return addresses.isEmpty()
                    ? new DnsAnswer.Silent<>("no address of " + host)
                    : new DnsAnswer.Records<>(addresses, DnsSecurity.INDETERMINATE);
        } catch (UnknownHostException e) {
            return new DnsAnswer.Silent<>("no address of " + host);
        }
    }
}
