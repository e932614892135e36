package dev.postern.assembly;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import com.google.inject.multibindings.ProvidesIntoSet;
import dev.postern.delivery.NextHopProbe;
import dev.postern.domains.DomainsWatch;
import dev.postern.domains.SmtpUtf8Watch;
import dev.postern.gateway.GatewayConfiguration;
import dev.postern.lifecycle.Service;
import dev.postern.lifecycle.StartPhase;
import dev.postern.thread.DaemonThreads;
import dev.postern.utf8.SmtpUtf8Offer;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/** SMTPUTF8, which is offered if the configuration says so and while every next hop of the own domains accepts it. */
final class SmtpUtf8Module extends AbstractModule {
    @Provides
    @Singleton
    SmtpUtf8Watch watch(DomainsWatch domains, NextHopProbe probe) {
        return new SmtpUtf8Watch(domains, probe::acceptsUtf8);
    }

    @Provides
    SmtpUtf8Offer offer(GatewayConfiguration gateway, SmtpUtf8Watch watch) {
        return gateway.smtp().smtpUtf8() ? watch : SmtpUtf8Offer.NONE;
    }

    @ProvidesIntoSet
    @Singleton
    Service asking(GatewayConfiguration gateway, SmtpUtf8Watch watch, DomainsWatch domains) {
        if (!gateway.smtp().smtpUtf8()) {
            return Service.of(StartPhase.WATCHES, () -> {}, () -> {});
        }
        ScheduledExecutorService scheduler =
                Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("smtputf8-watch"));
        return Service.of(
                StartPhase.WATCHES,
                () -> {
                    watch.start(scheduler);
                    domains.addListener((before, now) -> scheduler.execute(watch::check));
                },
                scheduler::shutdownNow);
    }
}
