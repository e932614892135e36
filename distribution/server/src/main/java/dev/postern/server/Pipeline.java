package dev.postern.server;

import dev.postern.inhand.InHand;
import dev.postern.spool.Spooler;
import java.util.List;
import java.util.Optional;
import javax.inject.Inject;
import org.apache.commons.configuration2.HierarchicalConfiguration;
import org.apache.commons.configuration2.tree.ImmutableNode;
import org.apache.james.mailetcontainer.impl.CompositeProcessorImpl;
import org.apache.james.mailetcontainer.impl.JamesMailetContext;
import org.apache.james.mailrepository.memory.MemoryMailRepositoryStore;
import org.apache.james.queue.api.MailQueueFactory;
import org.apache.james.server.core.configuration.ConfigurationProvider;

/** Configures, starts and stops James's mailet pipeline in the order that its parts need. */
public final class Pipeline {
    private static final int STANDARD_THREADS = 20;

    private final ConfigurationProvider configuration;
    private final GatewayDns dns;
    private final MemoryMailRepositoryStore repositories;
    private final JamesMailetContext context;
    private final CompositeProcessorImpl processors;
    private final MailQueueFactory<?> queues;
    private final InHand inHand;
    private int threads = STANDARD_THREADS;
    private volatile Optional<Spooler> spooler = Optional.empty();

    @Inject
    Pipeline(
            ConfigurationProvider configuration,
            GatewayDns dns,
            MemoryMailRepositoryStore repositories,
            JamesMailetContext context,
            CompositeProcessorImpl processors,
            MailQueueFactory<?> queues,
            InHand inHand) {
        this.configuration = configuration;
        this.dns = dns;
        this.repositories = repositories;
        this.context = context;
        this.processors = processors;
        this.queues = queues;
        this.inHand = inHand;
    }

    /** Reads the configuration and makes the mailets; no message is taken yet. */
    public void prepare() throws Exception {
        dns.configure(configuration.getConfiguration("dnsservice"));
        dns.init();
        repositories.init();
        HierarchicalConfiguration<ImmutableNode> container = configuration.getConfiguration("mailetcontainer");
        context.configure(container.configurationAt("context"));
        processors.configure(container.configurationAt("processors"));
        processors.init();
        threads = container.getInt("spooler.threads", STANDARD_THREADS);
    }

    /** Begins to take messages. */
    public void start() {
        var started = new Spooler(queues.createQueue(MailQueueFactory.SPOOL), processors, inHand, threads);
        spooler = Optional.of(started);
        started.start();
    }

    /** Returns what an administrator should look at, a line each. Safe for any thread. */
    public List<String> problems() {
        return spooler.map(Spooler::problems).orElseGet(List::of);
    }

    /** Finishes what is in hand, within a bound. */
    public void stop() {
        spooler.ifPresent(Spooler::stop);
    }

    /** Gives up what the mailets hold. */
    public void dispose() {
        processors.dispose();
        context.dispose();
    }
}
