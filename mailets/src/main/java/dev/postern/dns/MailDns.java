package dev.postern.dns;

import java.net.InetAddress;

/** The questions that sending mail asks the DNS. Safe for any thread. */
public interface MailDns {
    /**
     * Returns the MX records in the order to try, equal ones shuffled; or the domain itself if it has none and an address
     * (RFC 5321 §5.1).
     */
    DnsAnswer<MailExchanger> mailExchangers(String domain);

    /** Returns the IPv4 and IPv6 addresses of a host, those of IPv4 first; those of one family if the DNS is silent about the other. */
    DnsAnswer<InetAddress> addresses(String host);
}
