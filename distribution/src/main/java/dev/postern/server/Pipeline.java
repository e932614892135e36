package dev.postern.server;

import javax.inject.Inject;
import org.apache.commons.configuration2.HierarchicalConfiguration;
import org.apache.commons.configuration2.tree.ImmutableNode;
import org.apache.james.mailetcontainer.impl.CompositeProcessorImpl;
import org.apache.james.mailetcontainer.impl.JamesMailSpooler;
import org.apache.james.mailetcontainer.impl.JamesMailetContext;
import org.apache.james.mailrepository.memory.MemoryMailRepositoryStore;
import org.apache.james.server.core.configuration.ConfigurationProvider;

/** James's mailet pipeline, made ready and started in the order that its parts need and stopped in the reverse. */
final class Pipeline {
    private final ConfigurationProvider configuration;
    private final GatewayDns dns;
    private final MemoryMailRepositoryStore repositories;
    private final JamesMailetContext context;
    private final CompositeProcessorImpl processors;
    private final JamesMailSpooler spooler;
    private final UntoldErrors errors;

    @Inject
    Pipeline(
            ConfigurationProvider configuration,
            GatewayDns dns,
            MemoryMailRepositoryStore repositories,
            JamesMailetContext context,
            CompositeProcessorImpl processors,
            JamesMailSpooler spooler,
            UntoldErrors errors) {
        this.configuration = configuration;
        this.dns = dns;
        this.repositories = repositories;
        this.context = context;
        this.processors = processors;
        this.spooler = spooler;
        this.errors = errors;
    }

    /** Reads the configuration and makes the mailets; no message is taken yet. */
    void prepare() throws Exception {
        dns.configure(configuration.getConfiguration("dnsservice"));
        dns.init();
        repositories.init();
        HierarchicalConfiguration<ImmutableNode> container = configuration.getConfiguration("mailetcontainer");
        context.configure(container.configurationAt("context"));
        processors.configure(container.configurationAt("processors"));
        processors.init();
        spooler.configure(JamesMailSpooler.Configuration.from(repositories, container.configurationAt("spooler")));
    }

    /** Begins to take messages. */
    void start() {
        spooler.init();
    }

    /** Finishes what is in hand, within a bound. */
    void stop() {
        spooler.dispose();
        processors.dispose();
        errors.close();
        context.dispose();
    }
}
