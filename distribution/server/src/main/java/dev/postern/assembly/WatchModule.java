package dev.postern.assembly;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import com.google.inject.multibindings.ProvidesIntoSet;
import dev.postern.domains.DomainsWatch;
import dev.postern.expiry.ConfiguredCertificates;
import dev.postern.expiry.ExpiryWatch;
import dev.postern.gateway.GatewayConfiguration;
import dev.postern.lifecycle.Service;
import dev.postern.lifecycle.StartPhase;
import dev.postern.listener.ServerTls;
import dev.postern.partnersfile.PartnersWatch;
import dev.postern.thread.DaemonThreads;
import java.time.Clock;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/** What looks at the configuration's files and certificates again and again, and what follows of a change. */
final class WatchModule extends AbstractModule {
    /** For tasks that wait for no network. */
    @Provides
    @Singleton
    ScheduledExecutorService watches() {
        return Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("certificate-watch"));
    }

    @Provides
    @Singleton
    ConfiguredCertificates certificates(
            GatewayConfiguration gateway, ServerTls tls, DomainsWatch domains, PartnersWatch partners) {
        return new ConfiguredCertificates(gateway, tls::certificate, domains, partners);
    }

    @Provides
    @Singleton
    ExpiryWatch expiry(ConfiguredCertificates certificates, Clock clock) {
        return ExpiryWatch.of(certificates, clock);
    }

    @ProvidesIntoSet
    @Singleton
    Service reloads(ReloadEffects effects) {
        return Service.of(StartPhase.WATCHES, effects::begin, () -> {});
    }

    @ProvidesIntoSet
    @Singleton
    Service partners(PartnersWatch partners) {
        return Service.of(StartPhase.WATCHES, partners::start, partners::close);
    }

    @ProvidesIntoSet
    @Singleton
    Service files(DomainsWatch domains, ServerTls tls, ExpiryWatch expiry, ScheduledExecutorService watches) {
        return Service.of(
                StartPhase.WATCHES,
                () -> {
                    domains.start(watches);
                    tls.watch(watches);
                    expiry.start(watches);
                },
                watches::shutdownNow);
    }
}
