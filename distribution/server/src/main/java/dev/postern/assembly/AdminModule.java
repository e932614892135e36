package dev.postern.assembly;

import com.google.common.base.Ticker;
import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import com.google.inject.multibindings.ProvidesIntoSet;
import dev.postern.admin.AdminRoute;
import dev.postern.admin.AdminRoutesModule;
import dev.postern.admin.AdminServer;
import dev.postern.admin.Authorization;
import dev.postern.admin.FailedAttempts;
import dev.postern.admin.HealthSources;
import dev.postern.audit.AuditLog;
import dev.postern.audit.AuditReader;
import dev.postern.changes.RejectedChanges;
import dev.postern.domains.DomainsWatch;
import dev.postern.expiry.ExpiryWatch;
import dev.postern.gateway.GatewayConfiguration;
import dev.postern.lifecycle.ExitStatus;
import dev.postern.lifecycle.Service;
import dev.postern.lifecycle.StartFailure;
import dev.postern.lifecycle.StartPhase;
import dev.postern.listener.BindAddress;
import dev.postern.partnersfile.PartnersWatch;
import dev.postern.pressure.BackPressure;
import dev.postern.resource.ResourcesModule;
import dev.postern.retention.MailRetention;
import dev.postern.server.DataDirectory;
import dev.postern.server.Pipeline;
import dev.postern.token.LocalToken;
import dev.postern.token.TokenChanges;
import dev.postern.token.TokenFile;
import dev.postern.token.Tokens;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The admin port. */
final class AdminModule extends AbstractModule {
    private static final Logger LOGGER = LoggerFactory.getLogger(AdminModule.class);

    @Override
    protected void configure() {
        install(new AdminRoutesModule());
        install(new ResourcesModule());
    }

    @Provides
    @Singleton
    LocalToken localToken(DataDirectory data) {
        return new LocalToken(data.path());
    }

    @Provides
    @Singleton
    AuditLog audit(DataDirectory data, Clock clock) {
        return AuditLog.in(data.path(), clock);
    }

    @Provides
    AuditReader auditReader(DataDirectory data) {
        return AuditReader.in(data.path());
    }

    @Provides
    @Singleton
    RejectedChanges rejected(PartnersWatch partners, DomainsWatch domains, MeterRegistry registry) {
        var rejected = new RejectedChanges(partners, domains);
        rejected.bindTo(registry);
        return rejected;
    }

    @Provides
    @Singleton
    TokenChanges tokens(DataDirectory data, AuditLog audit, Clock clock) {
        return new TokenChanges(TokenFile.in(data.path()), audit, clock);
    }

    @Provides
    @Singleton
    Authorization authorization(LocalToken local, DataDirectory data, Ticker ticker) {
        return new Authorization(new Tokens(local, TokenFile.in(data.path())), new FailedAttempts(ticker));
    }

    @Provides
    @Singleton
    HealthSources health(
            DataDirectory data,
            SmtpListeners listeners,
            BackPressure pressure,
            ExpiryWatch expiry,
            MailRetention retention,
            Pipeline pipeline,
            RejectedChanges rejected) {
        return new HealthSources(
                data.instance(),
                listeners::takesMail,
                pressure::refusal,
                expiry::soon,
                () -> Stream.of(retention.problems(), pipeline.problems(), rejected.warnings())
                        .flatMap(List::stream)
                        .toList());
    }

    @ProvidesIntoSet
    @Singleton
    Service port(
            GatewayConfiguration gateway,
            DataDirectory data,
            LocalToken local,
            Set<AdminRoute> routes,
            Authorization authorization) {
        var port = new AdminPort(() -> AdminServer.open(gateway.admin(), routes, authorization));
        return Service.of(StartPhase.ADMIN, () -> open(port, gateway, data, local), () -> close(port, local));
    }

    private static void open(AdminPort port, GatewayConfiguration gateway, DataDirectory data, LocalToken local)
            throws StartFailure {
        try {
            port.open();
        } catch (IOException e) {
            throw new StartFailure(
                    ExitStatus.UNAVAILABLE,
                    "Cannot listen on " + BindAddress.text(gateway.admin()) + " (admin.bind in gateway.yaml): "
                            + e.getMessage(),
                    e);
        }
        try {
            local.announce();
        } catch (IOException e) {
            throw new StartFailure(
                    ExitStatus.UNAVAILABLE, "Could not write the token of the commands: " + e.getMessage(), e);
        }
        data.announce(gateway.admin());
    }

    private static void close(AdminPort port, LocalToken local) {
        try {
            local.withdraw(); // before another program can listen at the port
        } catch (IOException e) {
            LOGGER.warn("Could not delete the token of the commands, which ends now: {}", e.getMessage());
        }
        port.close();
    }
}
