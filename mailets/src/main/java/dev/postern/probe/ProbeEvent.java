package dev.postern.probe;

import dev.postern.dns.DnsAnswer;
import dev.postern.dns.MailExchanger;
import dev.postern.route.FoundHosts;
import dev.postern.smtpclient.Host;
import dev.postern.smtpclient.SmtpReply;
import dev.postern.tls.TlsSession;
import dev.postern.tls.TlsVerdict;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/** One step of a probe, told as it happens. Replies and names are as the other side sent them: whoever shows them makes them printable. */
public sealed interface ProbeEvent {

    /** The rule of the domain was looked up. */
    record RuleFound(ProbeRequest request) implements ProbeEvent {}

    /** The DNS was asked for the MX records of the domain. */
    record MailExchangersFound(String domain, DnsAnswer<MailExchanger> answer) implements ProbeEvent {}

    /** The DNS was asked for the addresses of one of its servers. */
    record AddressesFound(String name, DnsAnswer<InetAddress> answer) implements ProbeEvent {}

    /** The look-up is over: the hosts that a delivery would try, in its order, or why there is none. */
    record HostsFound(FoundHosts hosts) implements ProbeEvent {}

    /** The probe of one host begins. */
    record HostBegun(Host host, int number, int hosts) implements ProbeEvent {}

    /**
     * A connection is being opened to the same host again, as the one before came to nothing.
     *
     * @param usesTls whether TLS is tried again; if not, clear text is
     */
    record OpeningAgain(Host host, boolean usesTls) implements ProbeEvent {}

    /** The TCP connection stands. */
    record Connected(Host host) implements ProbeEvent {}

    /** The server greeted. */
    record Greeted(SmtpReply reply) implements ProbeEvent {}

    /**
     * The server answered EHLO or HELO.
     *
     * @param inTls whether it did so in TLS
     */
    record Introduced(String command, SmtpReply reply, boolean inTls) implements ProbeEvent {}

    /** The server answered STARTTLS. */
    record StartTlsAnswered(SmtpReply reply) implements ProbeEvent {}

    /**
     * The TLS handshake is over.
     *
     * @param group of the key exchange; empty if it is not known, as after a resumption
     * @param chain what the server presented, its own certificate first
     */
    record Handshaken(TlsSession session, Optional<String> group, List<CertificateSummary> chain)
            implements ProbeEvent {}

    /**
     * The evaluator judged the session.
     *
     * @param verdict by the policy in force
     * @param otherLevels by each other level, for comparison; mail does not depend on them
     */
    record Judged(TlsVerdict verdict, List<TlsVerdict> otherLevels) implements ProbeEvent {}

    /** The server answered MAIL, RCPT or RSET. */
    record CommandAnswered(String command, SmtpReply reply) implements ProbeEvent {}

    /** The probe of one host is over. */
    record HostEnded(HostResult result) implements ProbeEvent {}

    /** The probe is over. */
    record Ended(ProbeResult result) implements ProbeEvent {}
}
