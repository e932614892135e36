package dev.postern.assembly;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import com.google.inject.multibindings.ProvidesIntoSet;
import dev.postern.dns.MailDns;
import dev.postern.expiry.ConfiguredCertificates;
import dev.postern.gateway.GatewayConfiguration;
import dev.postern.lifecycle.Service;
import dev.postern.lifecycle.StartPhase;
import dev.postern.partnersfile.PartnersWatch;
import dev.postern.probe.Probe;
import dev.postern.revalidation.ProbeFiles;
import dev.postern.revalidation.Revalidation;
import dev.postern.route.DeliverySettings;
import dev.postern.server.DataDirectory;
import dev.postern.server.GatewayProbe;
import dev.postern.server.GatewayRoutes;
import java.time.Clock;
import java.util.Optional;
import org.apache.mailet.MailetContext;

/** Partners are probed on schedule, and the postmaster is told of changes. */
final class RevalidationModule extends AbstractModule {
    @Provides
    @Singleton
    Revalidation revalidation(
            GatewayConfiguration gateway,
            PartnersWatch partners,
            GatewayRoutes routes,
            DeliverySettings settings,
            MailDns dns,
            ConfiguredCertificates own,
            DataDirectory data,
            MailetContext context,
            Clock clock) {
        var probe = new Probe(settings, dns, Revalidation.TIMEOUTS, clock);
        return new Revalidation(
                new Revalidation.Settings(
                        gateway.probing().every(),
                        gateway.mail().noticePeriod(),
                        gateway.delivery().giveUpAfter()),
                partners,
                partner -> GatewayProbe.domains(partner).stream()
                        .map(domain -> routes.probeOf(domain, Optional.empty()))
                        .toList(),
                probe::run,
                own,
                new ProbeFiles(data.path()),
                context,
                clock);
    }

    @ProvidesIntoSet
    @Singleton
    Service probes(Revalidation revalidation, PartnersWatch partners) {
        return Service.of(
                StartPhase.WATCHES,
                () -> {
                    partners.addListener(revalidation::changed);
                    revalidation.start();
                },
                revalidation::close);
    }
}
