package dev.postern.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.AbstractModule;
import com.google.inject.Guice;
import com.google.inject.Key;
import com.google.inject.Module;
import com.google.inject.TypeLiteral;
import com.google.inject.multibindings.Multibinder;
import dev.postern.metrics.MetricsModule;
import java.util.Optional;
import java.util.Set;
import org.apache.james.metrics.api.GaugeRegistry;
import org.junit.jupiter.api.Test;

/** The port as the gateway opens it. */
class AdminRoutesModuleTest {
    private static final Module AROUND = new AbstractModule() {
        @Override
        protected void configure() {
            bind(HealthSources.class).toInstance(AdminPort.sources("a", true, Optional.empty()));
        }
    };

    /** What another module brings. */
    private static final class AnotherModule extends AbstractModule {
        @Override
        protected void configure() {
            Multibinder.newSetBinder(binder(), AdminRoute.class)
                    .addBinding()
                    .toInstance(TestRoute.get("/another", context -> context.result("hello")));
        }
    }

    @Test
    void anotherModuleMayAddARoute() throws Exception {
        var injector = Guice.createInjector(AROUND, new MetricsModule(), new AdminRoutesModule(), new AnotherModule());
        Set<AdminRoute> routes = injector.getInstance(Key.get(new TypeLiteral<Set<AdminRoute>>() {}));
        injector.getInstance(GaugeRegistry.class).register("mailQueueSize:spool", () -> 7);
        try (var port = AdminPort.open(routes.toArray(AdminRoute[]::new))) {
            assertThat(port.ask("GET /another", "")).endsWith("\r\n\r\nhello");
            assertThat(port.ask("GET /metrics", ""))
                    .startsWith("HTTP/1.1 200 ")
                    .contains("text/plain; version=0.0.4", "\npostern_queue_messages{queue=\"spool\"} 7.0\n");
        }
    }
}
