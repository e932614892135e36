package dev.postern.gateway;

import dev.postern.address.OutboundAddresses;
import dev.postern.admission.ConnectionLimits;
import dev.postern.admission.RateLimits;
import dev.postern.broker.BrokerGroup;
import dev.postern.domains.ConfiguredDomains;
import dev.postern.inbound.RelayRule;
import dev.postern.milter.MilterSettings;
import dev.postern.partner.Cidr;
import dev.postern.partner.DomainPattern;
import dev.postern.partner.OutboundPolicy;
import dev.postern.proxy.TrustedProxies;
import dev.postern.retention.RetentionBounds;
import dev.postern.tls.CipherSuites;
import dev.postern.tls.DnsName;
import dev.postern.tls.TlsVersion;
import dev.postern.xclient.XclientHosts;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * {@code gateway.yaml}, whole and valid. Immutable; paths are absolute.
 *
 * @param hostname EHLO name, the {@code by} of Received, the name in a generated certificate
 * @param postmaster who is told of rejected messages
 * @param domains mail accepted from the world: for these only
 * @param relayNetworks hosts that may send to any domain through the gateway
 * @param relayRule what their connections must have
 * @param filter who judges the content of mail; empty: nobody
 * @param mail how long mail that was set aside is kept
 * @param probing how often partners are probed
 * @param dnsServers empty: the system's resolvers
 * @param admin where the admin port listens
 */
public record GatewayConfiguration(
        DnsName hostname,
        String postmaster,
        Smtp smtp,
        Tls tls,
        ConfiguredDomains domains,
        List<Cidr> relayNetworks,
        RelayRule relayRule,
        Optional<MilterSettings> filter,
        Delivery delivery,
        Queue queue,
        SetAside mail,
        Probing probing,
        List<InetSocketAddress> dnsServers,
        InetSocketAddress admin) {

    /**
     * Says where and how much mail is accepted.
     *
     * @param bind SMTP with STARTTLS
     * @param implicitTlsBind SMTP over implicit TLS (RFC 8314 §3); empty: not opened
     * @param maxMessageSize in bytes
     * @param connections how many may be open at once
     * @param rates how often a client may do what
     * @param minDataRate bytes of content each second below which a connection ends
     * @param proxies whose connections begin with a PROXY header
     * @param xclient which hosts may speak for other clients
     * @param junkCommands how many commands that carry no mail a client may send between messages
     * @param arrivalHeader whether each message gets a header field that says how it arrived
     * @param smtpUtf8 whether SMTPUTF8 (RFC 6531) is offered while every next hop of own domains accepts it
     */
    public record Smtp(
            InetSocketAddress bind,
            Optional<InetSocketAddress> implicitTlsBind,
            long maxMessageSize,
            ConnectionLimits connections,
            RateLimits rates,
            Timeouts timeouts,
            int minDataRate,
            int junkCommands,
            TrustedProxies proxies,
            XclientHosts xclient,
            boolean arrivalHeader,
            boolean smtpUtf8) {}

    /**
     * How long a client may take.
     *
     * @param command for a line, and without progress within content
     * @param transaction from the greeting, or the end of a message, to DATA
     * @param handshake for TLS
     */
    public record Timeouts(Duration command, Duration transaction, Duration handshake) {}

    /** The gateway's own certificate (PEM chain) and key (PEM), made at first start if both files are absent. */
    public record Tls(Path certificate, Path privateKey, TlsVersion minVersion, CipherSuites suites) {}

    /**
     * Says how mail is delivered to everyone but partners and own domains.
     *
     * @param defaultOutbound for domains that are nobody's
     * @param smarthost for domains that are nobody's, in the place of their MX hosts; empty: to these, by defaultOutbound
     * @param port of an MX host
     * @param privateNetworks in which MX hosts of strangers may lie, although they are not part of the internet
     * @param addresses between which addresses mail goes, unless a rule says otherwise; not for own domains
     * @param retries waits between attempts; the last one repeats
     * @param destinations exceptions from {@code defaultOutbound}
     */
    public record Delivery(
            OutboundPolicy defaultOutbound,
            Optional<OutboundPolicy> smarthost,
            int port,
            List<Cidr> privateNetworks,
            OutboundAddresses addresses,
            List<Duration> retries,
            Duration warnAfter,
            Duration giveUpAfter,
            StrangersDsn dsn,
            List<Destination> destinations) {

        public Delivery {
            destinations = List.copyOf(destinations);
        }
    }

    /** Outbound settings of domains that belong neither to us nor to a partner. The first entry that names a domain applies to it. */
    public record Destination(List<DomainPattern> domains, OutboundPolicy outbound) {
        public Destination {
            domains = List.copyOf(domains);
        }

        /** Returns true if it names that domain. */
        public boolean names(DnsName domain) {
            return domains.stream().anyMatch(pattern -> pattern.matches(domain));
        }
    }

    /**
     * Says how DSNs are delivered whose recipient may be made up: those about mail of a sender who is neither in a
     * relay network nor a partner.
     *
     * @param maxMessages how many are queued; beyond that they are dropped
     * @param retries waits between attempts; the last one repeats
     * @param giveUpAfter when one that could not be delivered is dropped
     */
    public record StrangersDsn(int maxMessages, List<Duration> retries, Duration giveUpAfter) {}

    /**
     * Says where accepted mail is queued, and when no more is accepted.
     *
     * @param brokers empty: the gateway keeps its queue itself, in the data directory
     * @param minFree bytes of the data directory's file system that are left free
     * @param maxMessages how many messages each queue may hold before mail that goes there is deferred
     */
    public record Queue(Optional<BrokerGroup> brokers, long minFree, int maxMessages) {}

    /**
     * Mail that was set aside: what could not be processed, was quarantined, may not leave, or is damaged.
     *
     * @param bounds of each directory below {@code mail/}
     * @param noticePeriod in which the postmaster gets one notice of each kind at most, after the first
     */
    public record SetAside(RetentionBounds bounds, Duration noticePeriod) {}

    /**
     * Says how partners are probed on schedule.
     *
     * @param every how often each of them is probed; empty: never
     */
    public record Probing(Optional<Duration> every) {}
}
