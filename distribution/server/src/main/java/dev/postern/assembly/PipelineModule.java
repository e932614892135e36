package dev.postern.assembly;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Scopes;
import com.google.inject.Singleton;
import com.google.inject.multibindings.Multibinder;
import com.google.inject.multibindings.ProvidesIntoSet;
import dev.postern.admin.OutboundQueues;
import dev.postern.domains.DomainsWatch;
import dev.postern.gateway.GatewayConfiguration;
import dev.postern.lifecycle.ExitStatus;
import dev.postern.lifecycle.Service;
import dev.postern.lifecycle.StartFailure;
import dev.postern.lifecycle.StartPhase;
import dev.postern.server.GatewayDomainList;
import dev.postern.server.NoLocalUsers;
import dev.postern.server.Pipeline;
import dev.postern.server.Queues;
import dev.postern.spool.TrackedMailets;
import org.apache.james.domainlist.api.DomainList;
import org.apache.james.mailetcontainer.api.LocalResources;
import org.apache.james.mailetcontainer.api.MailProcessor;
import org.apache.james.mailetcontainer.api.MailetLoader;
import org.apache.james.mailetcontainer.api.MatcherLoader;
import org.apache.james.mailetcontainer.impl.CompositeProcessorImpl;
import org.apache.james.mailetcontainer.impl.JamesMailetContext;
import org.apache.james.utils.ExtensionConfiguration;
import org.apache.james.utils.GuiceGenericLoader;
import org.apache.james.utils.GuiceMatcherLoader;
import org.apache.james.utils.MailetConfigurationOverride;
import org.apache.mailet.MailetContext;

/** James's mailet pipeline. No mailboxes, no users. */
final class PipelineModule extends AbstractModule {
    @Override
    protected void configure() {
        bind(DomainList.class).to(GatewayDomainList.class);
        bind(ExtensionConfiguration.class).toInstance(ExtensionConfiguration.DEFAULT);
        bind(GuiceGenericLoader.class).in(Scopes.SINGLETON);
        Multibinder.newSetBinder(binder(), MailetConfigurationOverride.class); // James asks for the set; it is empty
        bind(MailetLoader.class).to(TrackedMailets.class);
        bind(MatcherLoader.class).to(GuiceMatcherLoader.class);
        bind(CompositeProcessorImpl.class).in(Scopes.SINGLETON);
        bind(MailProcessor.class).to(CompositeProcessorImpl.class);
        bind(JamesMailetContext.class).in(Scopes.SINGLETON);
        bind(MailetContext.class).to(JamesMailetContext.class);
        bind(Pipeline.class).in(Scopes.SINGLETON);
    }

    @Provides
    @Singleton
    GatewayDomainList ownDomains(DomainsWatch domains, GatewayConfiguration gateway) {
        return new GatewayDomainList(domains, gateway.postmaster());
    }

    @Provides
    @Singleton
    LocalResources users(GatewayDomainList ownDomains) {
        return new NoLocalUsers(ownDomains);
    }

    @ProvidesIntoSet
    @Singleton
    Service mailets(Pipeline pipeline) {
        return Service.of(StartPhase.PIPELINE, () -> prepare(pipeline), pipeline::dispose);
    }

    private static void prepare(Pipeline pipeline) throws StartFailure {
        try {
            pipeline.prepare();
        } catch (Exception e) { // James's parts declare no less
            throw new StartFailure(
                    ExitStatus.CONFIGURATION, "Could not start the mail pipeline: " + StartFailure.causes(e), e);
        }
    }

    @ProvidesIntoSet
    @Singleton
    Service delivery(OutboundQueues outgoing, Pipeline pipeline, Queues queues) {
        return Service.of(
                StartPhase.DELIVERY,
                () -> {
                    outgoing.start();
                    pipeline.start();
                },
                () -> {
                    queues.drain();
                    pipeline.stop();
                });
    }
}
