package dev.postern.assembly;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import com.google.inject.multibindings.ProvidesIntoSet;
import dev.postern.admin.AdminRoute;
import dev.postern.admin.AdminRoutesModule;
import dev.postern.admin.AdminServer;
import dev.postern.admin.HealthSources;
import dev.postern.expiry.ExpiryWatch;
import dev.postern.gateway.GatewayConfiguration;
import dev.postern.lifecycle.ExitStatus;
import dev.postern.lifecycle.Service;
import dev.postern.lifecycle.StartFailure;
import dev.postern.lifecycle.StartPhase;
import dev.postern.listener.BindAddress;
import dev.postern.pressure.BackPressure;
import dev.postern.retention.MailRetention;
import dev.postern.server.DataDirectory;
import dev.postern.server.Pipeline;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The admin port. */
final class AdminModule extends AbstractModule {
    @Override
    protected void configure() {
        install(new AdminRoutesModule());
    }

    @Provides
    @Singleton
    HealthSources health(
            DataDirectory data,
            SmtpListeners listeners,
            BackPressure pressure,
            ExpiryWatch expiry,
            MailRetention retention,
            Pipeline pipeline) {
        return new HealthSources(
                data.instance(),
                listeners::takesMail,
                pressure::refusal,
                expiry::soon,
                () -> Stream.of(retention.problems(), pipeline.problems())
                        .flatMap(List::stream)
                        .toList());
    }

    @ProvidesIntoSet
    @Singleton
    Service port(GatewayConfiguration gateway, DataDirectory data, Set<AdminRoute> routes) {
        var port = new AdminPort(() -> AdminServer.open(gateway.admin(), routes));
        return Service.of(StartPhase.ADMIN, () -> open(port, gateway, data), port::close);
    }

    private static void open(AdminPort port, GatewayConfiguration gateway, DataDirectory data) throws StartFailure {
        try {
            port.open();
        } catch (IOException e) {
            throw new StartFailure(
                    ExitStatus.UNAVAILABLE,
                    "Cannot listen on " + BindAddress.text(gateway.admin()) + " (admin.bind in gateway.yaml): "
                            + e.getMessage(),
                    e);
        }
        data.announce(gateway.admin());
    }
}
