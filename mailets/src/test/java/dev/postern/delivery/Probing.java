package dev.postern.delivery;

import static dev.postern.delivery.Attempting.CA;
import static dev.postern.delivery.Attempting.IMPATIENT;
import static dev.postern.delivery.Attempting.NAME;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.address.OutboundAddresses;
import dev.postern.attempt.AttemptOutcome;
import dev.postern.attempt.AttemptOutcome.Deferred;
import dev.postern.attempt.AttemptOutcome.Failed;
import dev.postern.dns.JamesDns;
import dev.postern.pace.OutboundLimits;
import dev.postern.partner.DomainPattern;
import dev.postern.partner.InboundPolicy;
import dev.postern.partner.NextHop;
import dev.postern.partner.OutboundPolicy;
import dev.postern.partner.OutboundPolicy.OnFailure;
import dev.postern.partner.Partner;
import dev.postern.partner.PartnerMode;
import dev.postern.partner.RetryTimes;
import dev.postern.partner.Submission;
import dev.postern.probe.Probe;
import dev.postern.probe.ProbeEvent;
import dev.postern.probe.ProbeRequest;
import dev.postern.probe.ProbeResult;
import dev.postern.probe.RuleSource;
import dev.postern.probe.TrialTransaction;
import dev.postern.quirks.IgnoredKeywords;
import dev.postern.route.DeliverySettings;
import dev.postern.route.Route;
import dev.postern.smtpclient.Cause;
import dev.postern.tls.DnsName;
import dev.postern.tls.TlsPolicy;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Probes the servers to which {@link Attempting} delivers, on the same terms. The partner's CA counts as a public one. */
public final class Probing {
    public static final DnsName DOMAIN = new DnsName("contoso.test");

    private Probing() {}

    /** A partner with that rule for its servers, and the next hops that lead to these. */
    public static ProbeRequest request(TlsPolicy policy, ScriptedSmtpServer... servers) {
        return request(policy, Optional.empty(), servers);
    }

    public static ProbeRequest request(
            TlsPolicy policy, Optional<TrialTransaction> trial, ScriptedSmtpServer... servers) {
        List<NextHop> hops = Stream.of(servers)
                .map(server -> new NextHop(NAME, server.port()))
                .toList();
        var outbound = new OutboundPolicy(
                policy,
                Optional.empty(),
                hops.stream().findFirst(),
                new Submission(hops.stream().skip(1).toList(), Optional.empty(), Optional.empty()),
                OnFailure.DEFER,
                RetryTimes.ofGateway(),
                IgnoredKeywords.none(),
                OutboundAddresses.UNWRITTEN,
                OutboundLimits.NONE);
        var partner = new Partner(
                "contoso",
                Optional.empty(),
                Optional.empty(),
                List.of(new DomainPattern(DOMAIN, false)),
                PartnerMode.ENFORCE,
                outbound,
                new InboundPolicy(
                        List.of(new TlsPolicy.May()),
                        List.of(),
                        Set.of(InboundPolicy.Identity.ENVELOPE),
                        InboundPolicy.OnViolation.REJECT));
        return new ProbeRequest(DOMAIN, new Route(Optional.of(partner), outbound), RuleSource.PARTNER, trial);
    }

    public static ProbeResult probe(TlsPolicy policy, ScriptedSmtpServer... servers) {
        return run(request(policy, servers), event -> {});
    }

    public static ProbeResult run(ProbeRequest request, Consumer<ProbeEvent> listener) {
        return run(request, new FakeDns().address(NAME, "127.0.0.1"), listener);
    }

    public static ProbeResult run(ProbeRequest request, FakeDns dns, Consumer<ProbeEvent> listener) {
        return new Probe(
                        DeliverySettings.standard(Attempting.OUR_NAME),
                        JamesDns.of(dns),
                        IMPATIENT,
                        Clock.systemUTC(),
                        CA.trustAnchors())
                .run(request, listener);
    }

    /** A probe now comes to the same as that delivery to the same servers did. */
    static void agrees(AttemptOutcome delivery, TlsPolicy policy, ScriptedSmtpServer... servers) {
        ProbeResult probed = probe(policy, servers);

        Optional<Cause> cause = cause(delivery);
        assertThat(probed.cause().map(Cause::trouble)).isEqualTo(cause.map(Cause::trouble));
        assertThat(probed.cause().flatMap(Cause::tls)).isEqualTo(cause.flatMap(Cause::tls));
        assertThat(probed.cause().map(Cause::status)).isEqualTo(cause.map(Cause::status));
        assertThat(probed.explanation().isPresent()).isEqualTo(cause.isPresent());
    }

    private static Optional<Cause> cause(AttemptOutcome outcome) {
        if (outcome instanceof Failed failed) {
            return Optional.of(failed.cause());
        }
        return outcome instanceof Deferred deferred ? Optional.of(deferred.cause()) : Optional.empty();
    }
}
