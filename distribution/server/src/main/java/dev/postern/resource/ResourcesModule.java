package dev.postern.resource;

import com.google.inject.AbstractModule;
import com.google.inject.multibindings.Multibinder;
import dev.postern.admin.AdminRoute;

/** The routes of the admin API. */
public final class ResourcesModule extends AbstractModule {
    @Override
    protected void configure() {
        Multibinder<AdminRoute> routes = Multibinder.newSetBinder(binder(), AdminRoute.class);
        routes.addBinding().to(ApiHealthRoute.class);
        routes.addBinding().to(QueueRoute.class);
        routes.addBinding().to(FlushRoute.class);
        routes.addBinding().to(KeptRoute.class);
        routes.addBinding().to(ReleaseRoute.class);
        routes.addBinding().to(TokensRoute.class);
        routes.addBinding().to(AddTokenRoute.class);
        routes.addBinding().to(RevokeTokenRoute.class);
        routes.addBinding().to(PartnersRoute.class);
        routes.addBinding().to(PartnerRoute.class);
        routes.addBinding().to(ProblemsRoute.class);
        routes.addBinding().to(AuditRoute.class);
        routes.addBinding().to(IssueInboundTestRoute.class);
        routes.addBinding().to(InboundTestRoute.class);
        routes.addBinding().to(OpenApiRoute.class);
    }
}
