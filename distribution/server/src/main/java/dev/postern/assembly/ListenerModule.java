package dev.postern.assembly;

import com.google.common.base.Ticker;
import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Scopes;
import com.google.inject.Singleton;
import com.google.inject.multibindings.ProvidesIntoSet;
import dev.postern.admission.Admission;
import dev.postern.admission.Clients;
import dev.postern.admission.ConnectionLimits;
import dev.postern.admission.HandshakeExecutor;
import dev.postern.filter.ContentFilter;
import dev.postern.gateway.GatewayConfiguration;
import dev.postern.inbound.FailedHandshakes;
import dev.postern.inbound.RelayRule;
import dev.postern.intake.ArrivalField;
import dev.postern.lifecycle.Service;
import dev.postern.lifecycle.StartPhase;
import dev.postern.listener.GatewaySmtpServerFactory;
import dev.postern.listener.ServerTls;
import dev.postern.milter.MilterChain;
import dev.postern.partner.Partners;
import dev.postern.proxy.TrustedProxies;
import dev.postern.smtp.MailRates;
import dev.postern.smtp.UnderscoreDomains;
import dev.postern.xclient.XclientHosts;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.james.protocols.lib.handler.ProtocolHandlerLoader;
import org.apache.james.utils.GuiceProtocolHandlerLoader;

/** The SMTP listeners: who is let in, and what is asked of their mail. */
final class ListenerModule extends AbstractModule {
    @Override
    protected void configure() {
        bind(MailRates.class).to(Admission.class);
        bind(UnderscoreDomains.class).toInstance(UnderscoreDomains.ACCEPTED);
        bind(HandshakeExecutor.class).in(Scopes.SINGLETON);
        bind(GatewaySmtpServerFactory.class).in(Scopes.SINGLETON);
        bind(SmtpListeners.class).in(Scopes.SINGLETON);
        bind(ProtocolHandlerLoader.class).to(GuiceProtocolHandlerLoader.class);
    }

    @Provides
    RelayRule relay(GatewayConfiguration gateway) {
        return gateway.relayRule();
    }

    @Provides
    TrustedProxies proxies(GatewayConfiguration gateway) {
        return gateway.smtp().proxies();
    }

    @Provides
    XclientHosts xclient(GatewayConfiguration gateway) {
        return gateway.smtp().xclient();
    }

    @Provides
    ConnectionLimits limits(GatewayConfiguration gateway) {
        return gateway.smtp().connections();
    }

    @Provides
    @Singleton
    ArrivalField arrivalField(GatewayConfiguration gateway) {
        return new ArrivalField(gateway.smtp().arrivalHeader());
    }

    @Provides
    @Singleton
    ContentFilter filter(GatewayConfiguration gateway, Ticker ticker) {
        return gateway.filter()
                .<ContentFilter>map(
                        settings -> new MilterChain(settings, gateway.hostname().ascii(), ticker))
                .orElse(ContentFilter.NONE);
    }

    /** The relay networks and the partners' sources, which follow each reload, are let in where strangers are not. */
    @Provides
    @Singleton
    Admission admission(GatewayConfiguration gateway, Partners partners, Ticker ticker) {
        return new Admission(
                new Clients(gateway.relayNetworks(), partners), gateway.smtp().rates(), ticker::read);
    }

    @Provides
    FailedHandshakes failedHandshakes(ServerTls tls) {
        return tls.failures();
    }

    @ProvidesIntoSet
    @Singleton
    Service open(SmtpListeners listeners) {
        return Service.of(StartPhase.LISTENERS, listeners::open, listeners::close);
    }

    @ProvidesIntoSet
    @Singleton
    Service counts(Admission admission, ScheduledExecutorService watches) {
        return Service.of(StartPhase.WATCHES, () -> admission.watch(watches), () -> {});
    }

    @ProvidesIntoSet
    @Singleton
    Service accept(SmtpListeners listeners) {
        return Service.of(StartPhase.INTAKE, listeners::accept, listeners::close);
    }
}
