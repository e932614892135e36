package dev.postern.admin;

import com.google.inject.AbstractModule;
import com.google.inject.multibindings.Multibinder;

/** The routes of the admin port for monitoring. Other modules add to the set. */
public final class AdminRoutesModule extends AbstractModule {
    @Override
    protected void configure() {
        Multibinder<AdminRoute> routes = Multibinder.newSetBinder(binder(), AdminRoute.class);
        routes.addBinding().to(LivenessRoute.class);
        routes.addBinding().to(HealthRoute.class);
        routes.addBinding().to(MetricsRoute.class);
    }
}
