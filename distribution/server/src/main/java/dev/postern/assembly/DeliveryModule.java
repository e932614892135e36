package dev.postern.assembly;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import dev.postern.admin.OutboundQueues;
import dev.postern.changes.Releases;
import dev.postern.delivery.NextHopProbe;
import dev.postern.dns.MailDns;
import dev.postern.domains.DomainsWatch;
import dev.postern.gateway.GatewayConfiguration;
import dev.postern.inhand.InHand;
import dev.postern.mailets.PartnerRemoteDelivery;
import dev.postern.partner.Partners;
import dev.postern.route.DeliverySettings;
import dev.postern.route.Routes;
import dev.postern.server.DataDirectory;
import dev.postern.server.GatewayDelivery;
import dev.postern.server.GatewayDns;
import dev.postern.server.GatewayRecipients;
import dev.postern.server.GatewayRoutes;
import dev.postern.verification.RecipientVerification;
import java.time.Clock;
import org.apache.james.dnsservice.api.DNSService;
import org.apache.james.metrics.api.MetricFactory;

/** Where mail goes, and how it leaves: routes, DNS, outgoing queues, questions to next hops. */
final class DeliveryModule extends AbstractModule {
    @Override
    protected void configure() {
        bind(Routes.class).to(GatewayRoutes.class);
        bind(DNSService.class).to(GatewayDns.class);
        bind(MailDns.class).to(GatewayDns.class);
    }

    @Provides
    @Singleton
    Releases releases(DataDirectory data, Clock clock) {
        return Releases.open(data.path().resolve("releases"), clock);
    }

    @Provides
    @Singleton
    OutboundQueues outgoing(Partners partners, Releases releases, InHand inHand) {
        return new OutboundQueues(partners, releases, inHand);
    }

    @Provides
    PartnerRemoteDelivery.Engines engines(OutboundQueues outgoing) {
        return outgoing::add;
    }

    @Provides
    @Singleton
    GatewayRoutes routes(GatewayConfiguration gateway, DomainsWatch domains, Partners partners, Releases releases) {
        return new GatewayRoutes(gateway, domains, partners, releases);
    }

    @Provides
    @Singleton
    GatewayDns dns(MetricFactory metrics, GatewayConfiguration gateway) {
        return new GatewayDns(metrics, gateway.dnsServers());
    }

    @Provides
    @Singleton
    NextHopProbe nextHopProbe(Routes routes, DeliverySettings settings, MailDns dns, Clock clock) {
        return new NextHopProbe(routes, settings, dns, clock);
    }

    @Provides
    @Singleton
    RecipientVerification recipients(DomainsWatch domains, NextHopProbe probe, Clock clock) {
        return GatewayRecipients.of(domains, probe, clock);
    }

    @Provides
    DeliverySettings settings(GatewayConfiguration gateway, DomainsWatch domains) {
        return GatewayDelivery.settings(gateway, domains);
    }
}
