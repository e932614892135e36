package dev.postern.probe;

import static dev.postern.probe.Party.PARTNER;
import static dev.postern.probe.Party.PROVIDER;
import static dev.postern.probe.Party.US;

import dev.postern.lanes.OrganisationalDomain;
import dev.postern.probe.Explanation.Advice;
import dev.postern.smtpclient.Cause;
import dev.postern.smtpclient.Host;
import dev.postern.tls.TlsFailure;
import dev.postern.tls.TlsSession;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/**
 * Explains each kind of failure: what it means, what to do, and who must do it. It decides nothing: the evaluator and the delivery's
 * code have said what failed.
 */
final class ExplanationTable {
    private final ProbeRequest request;
    private final TlsSession session;
    private final Party server;

    private ExplanationTable(ProbeRequest request, Party server, TlsSession session) {
        this.request = request;
        this.server = server;
        this.session = session;
    }

    /**
     * Returns the explanation of that cause.
     *
     * @param host where it was met; empty: before any
     * @param session what that host showed last, if a handshake came to its end
     */
    static Explanation of(Cause cause, ProbeRequest request, Optional<Host> host, TlsSession session) {
        var table = new ExplanationTable(request, serverOf(request, host), session);
        return cause.tls().map(table::tls).orElseGet(() -> table.other(cause));
    }

    /** Returns who runs the server: a host under another organisation's name is a provider's. */
    private static Party serverOf(ProbeRequest request, Optional<Host> host) {
        if (request.source() == RuleSource.OWN_DOMAIN) {
            return US;
        }
        if (request.source() == RuleSource.SMARTHOST) {
            return PROVIDER;
        }
        boolean foreign = host.filter(some -> !some.name().matches("[0-9.]+|.*:.*"))
                .map(some -> OrganisationalDomain.of(some.name()))
                .filter(owner -> request.domains().stream()
                        .noneMatch(domain ->
                                OrganisationalDomain.of(domain.ascii()).equalsIgnoreCase(owner)))
                .isPresent();
        return foreign ? PROVIDER : PARTNER;
    }

    private Explanation tls(TlsFailure failure) {
        return switch (failure) {
            case STARTTLS_NOT_SUPPORTED ->
                new Explanation(
                        "The server did not start TLS: it does not announce STARTTLS, or it rejected the command. Whatever is sent to it"
                                + " travels in clear text.",
                        List.of(
                                new Advice(
                                        server,
                                        "Turn on STARTTLS on port 25, with a certificate for the server's name."),
                                new Advice(
                                        US,
                                        "Look for a firewall on our side that inspects SMTP and removes STARTTLS; if EHLO shows XXXXXXXA in"
                                                + " its place, there is one. Try from another network.")));
            case CERTIFICATE_HOST_MISMATCH ->
                new Explanation(
                        "The server's certificate is trusted, but it is for other names than those that were agreed. It may be the"
                                + " right server under another name, or somebody else's.",
                        List.of(
                                new Advice(
                                        US,
                                        "Ask the partner which names its servers prove, and write these under match. A name in the DNS"
                                                + " proves nothing by itself."),
                                new Advice(server, "Or install a certificate for the agreed name.")));
            case CERTIFICATE_EXPIRED ->
                new Explanation(
                        "A certificate is outside its validity: it has expired or is not valid yet.",
                        List.of(
                                new Advice(
                                        server,
                                        "Renew the certificate, and reload the mail server so that it presents the new one."),
                                new Advice(US, "If the dates below look right, check the clock of this machine.")));
            case CERTIFICATE_NOT_TRUSTED -> notTrusted();
            case VALIDATION_FAILURE ->
                new Explanation(
                        "TLS was offered, but it did not come about, or it was older than agreed. Both sides may have no version or cipher"
                                + " suite in common, the server may ask for a client certificate, or somebody may have interfered.",
                        List.of(
                                new Advice(
                                        server,
                                        "Offer TLS 1.2 or newer, with cipher suites that have forward secrecy and"
                                                + " authenticated encryption, and look for this connection in the server's log."),
                                new Advice(
                                        US,
                                        "If the server knows us by a client certificate, configure outbound.clientCertificate. If minVersion"
                                                + " is TLSv1.3 and the server has TLS 1.2 only, agree on TLSv1.2. If it has old cipher suites"
                                                + " only, see tls.suites.")));
        };
    }

    private Explanation notTrusted() {
        List<X509Certificate> chain =
                session instanceof TlsSession.Encrypted encrypted ? encrypted.peerChain() : List.of();
        if (request.route().policy().tls().names().isEmpty()) {
            return new Explanation(
                    "The server showed another certificate or key than the agreed one. The partner may have renewed it, or this is"
                            + " not the partner's server.",
                    List.of(
                            new Advice(
                                    US,
                                    "Ask the partner by telephone whether its key was changed, and have the new fingerprint read to you."
                                            + " Do not take it from this connection alone."),
                            new Advice(
                                    server, "Announce a new key before it is used, so that both can be agreed on.")));
        }
        boolean selfSigned = chain.size() == 1
                && chain.get(0).getSubjectX500Principal().equals(chain.get(0).getIssuerX500Principal());
        if (selfSigned) {
            return new Explanation(
                    "The server's certificate is self-signed: nobody vouches for it, and anybody can make one with the same name.",
                    List.of(
                            new Advice(server, "Install a certificate of a public CA."),
                            new Advice(
                                    US,
                                    "Or agree on this very certificate: have its fingerprint read to you by telephone, and pin it.")));
        }
        return new Explanation(
                "No CA that we trust vouches for the server's certificate: the server may not send its intermediate certificates, its"
                        + " CA may be a private one, or the certificate may have been revoked or be too weak.",
                List.of(
                        new Advice(
                                server,
                                "Send the whole chain without the root, from a public CA, with keys and signatures of today."),
                        new Advice(
                                US,
                                "If the partner has a CA of its own, get that CA's certificate, compare its fingerprint by telephone, and"
                                        + " name the file under trustAnchors.")));
    }

    private Explanation other(Cause cause) {
        return switch (cause.trouble()) {
            case NONE -> one("The server accepted it.", US, "Nothing is to be done.");
            case TLS -> one("The TLS rule was not satisfied.", server, "Look for the connection in the server's log.");
            case REPLY -> reply(cause);
            case NO_DOMAIN ->
                one(
                        "The address has no domain name, so that there is no server to find.",
                        US,
                        "Write an address with a domain name behind the @.");
            case NO_SUCH_DOMAIN ->
                new Explanation(
                        "The DNS has neither a mail server (MX) nor an address for the domain. Mail to it is returned at once.",
                        List.of(
                                new Advice(
                                        US,
                                        "Check the spelling of the domain, and that our resolvers see the public DNS."),
                                new Advice(PARTNER, "Publish an MX record for the domain.")));
            case RECIPIENT_ADDRESS ->
                one("The recipient's address cannot be sent to.", US, "Correct the recipient's address.");
            case SENDER_ADDRESS -> one("The sender's address cannot be used.", US, "Correct the sender's address.");
            case NO_MAIL_WANTED ->
                new Explanation(
                        "The domain says in the DNS that it accepts no mail (a null MX). Mail to it is returned at once.",
                        List.of(
                                new Advice(US, "Ask for the domain under which the partner receives mail."),
                                new Advice(PARTNER, "Replace the null MX if the domain is to receive mail.")));
            case OUR_FAULT ->
                one(
                        "Something on our side failed, and not the partner's server.",
                        US,
                        "Look into the reason above: a source address that this machine does not have, or an internal error to report.");
            case RULE_CHANGED ->
                one("The rule was changed while the servers were being tried.", US, "Run the probe again.");
            case RULE_WITHDRAWN ->
                one(
                        "The partner's entry is gone or weaker than when the mail was accepted.",
                        US,
                        "Restore the entry, or release the mail with postern queue release.");
            case RELAY_DENIED ->
                one(
                        "The domain is none of our own any more, and strangers' mail is not relayed to it.",
                        US,
                        "Add the domain to domains in gateway.yaml again.");
            case AUTHENTICATION ->
                new Explanation(
                        "The connection is as agreed, but the server does not let us log in.",
                        List.of(
                                new Advice(US, "Check user and passwordFile, and whether the account is still open."),
                                new Advice(server, "Offer AUTH with a mechanism that both sides have.")));
            case TOO_LARGE ->
                one(
                        "The message is larger than the server accepts.",
                        server,
                        "Raise the server's limit, or send less.");
            case UNREACHABLE ->
                new Explanation(
                        "No connection came about: the server is down, or something on the way does not let us through.",
                        List.of(
                                new Advice(
                                        US,
                                        "Check that this machine may connect to other machines at that port: many networks and cloud"
                                                + " providers block port 25. Try from another network."),
                                new Advice(
                                        server,
                                        "Check that the server runs, listens at this address, and does not block ours.")));
            case BROKE_OFF ->
                new Explanation(
                        "The server ended the connection, sent something that is no SMTP, or took too long.",
                        List.of(
                                new Advice(
                                        US,
                                        "Try again in some minutes: servers that are overloaded or greylist do this for a while."),
                                new Advice(server, "Look for the connection in the server's log.")));
            case REPLY_LOST ->
                one(
                        "The connection ended before the server confirmed the message.",
                        server,
                        "Look into the server's log.");
            case DNS_SILENT ->
                new Explanation(
                        "The DNS gave no answer about the domain. That says nothing about the partner's servers.",
                        List.of(
                                new Advice(
                                        US,
                                        "Check that the resolvers answer (dns.servers in gateway.yaml, or /etc/resolv.conf)."),
                                new Advice(
                                        PARTNER,
                                        "If they answer about other domains, repair the domain's name servers or its DNSSEC.")));
            case CONGESTION ->
                one("The servers are busy with other messages of ours.", US, "Wait, or raise maxConnections.");
            case RATE -> one("The configured rate leaves no room now.", US, "Wait, or raise the rate.");
            case NO_ADDRESS ->
                new Explanation(
                        "The name of the mail server has no address in the DNS that we use.",
                        List.of(
                                new Advice(
                                        US,
                                        "Check the spelling of nextHop, and whether addresses: ipv4 or ipv6 excludes the only address."),
                                new Advice(PARTNER, "Publish an address for each name that an MX record names.")));
            case RESERVED_ADDRESS ->
                new Explanation(
                        "The mail server's address lies in a network that is not part of the internet.",
                        List.of(
                                new Advice(PARTNER, "Publish a public address for the mail server."),
                                new Advice(
                                        US,
                                        "If it is a server nearby, list its network under delivery.privateNetworks.")));
            case MAIL_LOOP ->
                new Explanation(
                        "Mail for the domain would come back to this gateway.",
                        List.of(
                                new Advice(
                                        US,
                                        "If the domain is ours, list it under domains in gateway.yaml; else correct its MX records."),
                                new Advice(PARTNER, "Let the MX records name the partner's own servers.")));
            case NEXT_HOP_LOOP ->
                one("The configured next hop is this gateway itself.", US, "Write the server behind it as nextHop.");
            case NO_SMTP ->
                one(
                        "The server's answers make no sense in SMTP.",
                        server,
                        "Check that a mail server listens at this address and port.");
            case ADDRESS_BEYOND_ASCII ->
                one(
                        "An address has characters beyond ASCII, and the server does not accept these.",
                        server,
                        "Turn on SMTPUTF8, or use an address of ASCII characters.");
            case HEADER_BEYOND_ASCII ->
                one(
                        "The message's header has characters beyond ASCII, and the server does not accept these.",
                        server,
                        "Turn on SMTPUTF8.");
        };
    }

    private Explanation reply(Cause cause) {
        return cause.isTransientReply()
                ? new Explanation(
                        "The server asks to try again later. A delivery would.",
                        List.of(
                                new Advice(US, "Run the probe again in some minutes; its reply is above."),
                                new Advice(server, "If it goes on for hours, tell us why the server defers us.")))
                : new Explanation(
                        "The server rejects us, and says so in its reply.",
                        List.of(
                                new Advice(
                                        US,
                                        "Read the reply above. Check that our address has a name in the reverse DNS that leads back to"
                                                + " it, and is on no block list."),
                                new Advice(server, "Allow our address, or tell us what the server misses.")));
    }

    private static Explanation one(String meaning, Party who, String what) {
        return new Explanation(meaning, List.of(new Advice(who, what)));
    }
}
