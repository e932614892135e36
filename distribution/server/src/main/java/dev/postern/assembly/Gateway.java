package dev.postern.assembly;

import com.google.common.base.Throwables;
import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Key;
import com.google.inject.Module;
import com.google.inject.ProvisionException;
import com.google.inject.TypeLiteral;
import dev.postern.config.ConfigurationException;
import dev.postern.domains.DomainsWatch;
import dev.postern.gateway.GatewayConfiguration;
import dev.postern.lifecycle.ExitStatus;
import dev.postern.lifecycle.Lifecycle;
import dev.postern.lifecycle.Service;
import dev.postern.lifecycle.StartFailure;
import dev.postern.listener.ServerTls;
import dev.postern.metrics.MetricsModule;
import dev.postern.partnersfile.PartnersWatch;
import dev.postern.pressure.BackPressure;
import dev.postern.reload.Reload;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.activemq.artemis.api.core.ActiveMQException;

/** Runs one gateway. It is started and stopped once, by one thread. */
public final class Gateway {
    private final Foundation foundation;
    private final BackPressure pressure;
    private final Lifecycle lifecycle;

    private Gateway(Foundation foundation, BackPressure pressure, Lifecycle lifecycle) {
        this.foundation = foundation;
        this.pressure = pressure;
        this.lifecycle = lifecycle;
    }

    /** Lists the modules of which the gateway consists. */
    private static List<Module> modules(Foundation foundation) {
        return List.of(
                new ConfigurationModule(foundation),
                new MetricsModule(),
                new StorageModule(),
                new QueueModule(),
                new TrackingModule(),
                new InboundTestModule(),
                new DeliveryModule(),
                new SmtpUtf8Module(),
                new PipelineModule(),
                new ListenerModule(),
                new AdminModule(),
                new WatchModule(),
                new RevalidationModule());
    }

    /**
     * Reads the configuration, opens the foundation, and starts all services in order.
     *
     * @param environment its {@code POSTERN_} variables override the keys of {@code gateway.yaml}
     * @throws ConfigurationException with all problems of both files and of the environment; then nothing was opened
     * @throws StartFailure if something outside the configuration is in the way; then everything is closed again
     */
    public static Gateway start(Path conf, Path dataPath, Map<String, String> environment) throws StartFailure {
        Foundation foundation = Foundation.open(conf, dataPath, environment, Clock.systemUTC());
        try {
            Injector injector = Guice.createInjector(modules(foundation));
            var lifecycle = new Lifecycle(injector.getInstance(Key.get(new TypeLiteral<Set<Service>>() {})));
            lifecycle.start();
            return new Gateway(foundation, injector.getInstance(BackPressure.class), lifecycle);
        } catch (ProvisionException e) {
            foundation.close();
            if (Throwables.getCausalChain(e).stream().anyMatch(ActiveMQException.class::isInstance)) {
                throw new StartFailure(
                        ExitStatus.UNAVAILABLE, "Could not open the queue: " + StartFailure.causes(e), e);
            }
            throw e;
        } catch (StartFailure | RuntimeException | Error e) {
            foundation.close();
            throw e;
        }
    }

    /**
     * Accepts no more mail, finishes the messages in hand within a bound, and stops.
     *
     * @param onPurpose false if the program itself called for the end of the process: what it has in hand may be why
     */
    public void stop(boolean onPurpose) {
        if (onPurpose) {
            foundation.inHand().stopping();
        }
        lifecycle.stop();
        foundation.close();
    }

    /** Returns the task that reloads the files of the running gateway. */
    public Reload reload(Map<String, String> environment) {
        return new Reload(domains(), partners(), tls(), configuration(), foundation.conf(), environment);
    }

    public GatewayConfiguration configuration() {
        return foundation.gateway();
    }

    public DomainsWatch domains() {
        return foundation.configuration().domains();
    }

    public PartnersWatch partners() {
        return foundation.configuration().partners();
    }

    public ServerTls tls() {
        return foundation.tls();
    }

    /** Returns the back-pressure that defers new mail while the queues or their disk are full. */
    public BackPressure pressure() {
        return pressure;
    }
}
