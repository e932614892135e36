package dev.postern.probe;

import dev.postern.dns.DnsAnswer;
import dev.postern.dns.MailDns;
import dev.postern.dns.MailExchanger;
import dev.postern.probe.ProbeEvent.AddressesFound;
import dev.postern.probe.ProbeEvent.MailExchangersFound;
import java.net.InetAddress;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Tells what the DNS answers about the domain and its servers. What the look-up asks about the gateway's own servers, to find loops,
 * it does not tell. For one thread.
 */
final class ObservedDns implements MailDns {
    private final MailDns dns;
    private final Consumer<ProbeEvent> listener;
    private final Set<String> servers = new HashSet<>();
    private final Set<String> told = new HashSet<>();

    /** @param nextHops the configured servers, whose addresses are told */
    ObservedDns(MailDns dns, Set<String> nextHops, Consumer<ProbeEvent> listener) {
        this.dns = dns;
        this.listener = listener;
        nextHops.forEach(name -> servers.add(plain(name)));
    }

    @Override
    public DnsAnswer<MailExchanger> mailExchangers(String domain) {
        DnsAnswer<MailExchanger> answer = dns.mailExchangers(domain);
        answer.orEmpty().forEach(exchanger -> servers.add(plain(exchanger.name())));
        listener.accept(new MailExchangersFound(plain(domain), answer));
        return answer;
    }

    @Override
    public DnsAnswer<InetAddress> addresses(String host) {
        DnsAnswer<InetAddress> answer = dns.addresses(host);
        String name = plain(host);
        if (servers.contains(name) && told.add(name)) {
            listener.accept(new AddressesFound(name, answer));
        }
        return answer;
    }

    private static String plain(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }
}
