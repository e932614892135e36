package dev.postern.assembly;

import com.google.common.base.Ticker;
import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import dev.postern.broker.Broker;
import dev.postern.broker.BrokerSessions;
import dev.postern.domains.DomainsWatch;
import dev.postern.gateway.GatewayConfiguration;
import dev.postern.inhand.InHand;
import dev.postern.listener.ServerTls;
import dev.postern.partner.Partners;
import dev.postern.partnersfile.PartnersWatch;
import dev.postern.server.DataDirectory;
import dev.postern.server.Directories;
import dev.postern.server.GatewayValues;
import dev.postern.server.JamesXml;
import java.time.Clock;
import org.apache.james.filesystem.api.FileSystem;
import org.apache.james.server.core.configuration.ConfigurationProvider;
import org.apache.james.server.core.filesystem.FileSystemImpl;

/** The configuration, and what was opened by it before everything else. */
final class ConfigurationModule extends AbstractModule {
    private final Foundation foundation;

    ConfigurationModule(Foundation foundation) {
        this.foundation = foundation;
    }

    @Override
    protected void configure() {
        bind(GatewayConfiguration.class).toInstance(foundation.gateway());
        bind(DomainsWatch.class).toInstance(foundation.configuration().domains());
        bind(PartnersWatch.class).toInstance(foundation.configuration().partners());
        bind(Partners.class).to(PartnersWatch.class);
        bind(ServerTls.class).toInstance(foundation.tls());
        bind(DataDirectory.class).toInstance(foundation.data());
        bind(InHand.class).toInstance(foundation.inHand());
        bind(Broker.class).toInstance(foundation.broker());
        bind(BrokerSessions.class).to(Broker.class);
        bind(Clock.class).toInstance(foundation.clock());
        bind(Ticker.class).toInstance(Ticker.systemTicker());
    }

    @Provides
    @Singleton
    FileSystem files() {
        return new FileSystemImpl(
                new Directories(foundation.conf(), foundation.data().path()));
    }

    @Provides
    @Singleton
    ConfigurationProvider jamesConfiguration() {
        return new JamesXml(foundation.conf(), GatewayValues.of(foundation.gateway()));
    }
}
