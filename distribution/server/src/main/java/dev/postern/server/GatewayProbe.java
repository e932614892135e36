package dev.postern.server;

import dev.postern.config.ConfigurationException;
import dev.postern.config.ConfigurationProblem;
import dev.postern.gateway.Configuration;
import dev.postern.lifecycle.ExitStatus;
import dev.postern.lifecycle.StartFailure;
import dev.postern.metrics.MicrometerMetricFactory;
import dev.postern.partner.DomainPattern;
import dev.postern.partner.Partner;
import dev.postern.probe.Probe;
import dev.postern.probe.ProbeRequest;
import dev.postern.probe.TrialTransaction;
import dev.postern.tls.DnsName;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.james.core.MailAddress;
import org.apache.james.util.LoggingLevel;

/** Prepares probes by the configuration of a gateway, which need not run. Opens no data directory and writes nothing. */
public final class GatewayProbe {
    private final Configuration configuration;
    private final GatewayRoutes routes;
    private final Probe probe;

    private GatewayProbe(Configuration configuration, GatewayRoutes routes, Probe probe) {
        this.configuration = configuration;
        this.routes = routes;
        this.probe = probe;
    }

    /**
     * Reads the configuration.
     *
     * @param environment its {@code POSTERN_} variables override the keys of {@code gateway.yaml}
     * @throws ConfigurationException with all problems of both files and of the environment
     * @throws StartFailure if {@code dnsservice.xml} cannot be used
     */
    public static GatewayProbe of(Path conf, Map<String, String> environment, Clock clock) throws StartFailure {
        Configuration configuration = Configuration.load(conf, environment);
        var gateway = configuration.gateway();
        var dns = new GatewayDns(new MicrometerMetricFactory(new SimpleMeterRegistry()), gateway.dnsServers());
        try {
            dns.configure(
                    new JamesXml(conf, GatewayValues.of(gateway)).getConfiguration("dnsservice", LoggingLevel.INFO));
            dns.init();
        } catch (Exception e) { // James declares no narrower one
            throw new StartFailure(ExitStatus.CONFIGURATION, "Could not set up the DNS: " + e.getMessage(), e);
        }
        return new GatewayProbe(
                configuration,
                new GatewayRoutes(gateway, configuration.domains(), configuration.partners()),
                new Probe(GatewayDelivery.settings(gateway, configuration.domains()), dns, Probe.TIMEOUTS, clock));
    }

    public Probe probe() {
        return probe;
    }

    /** Returns what an administrator should know of the configuration, which is good all the same. */
    public List<ConfigurationProblem> warnings() {
        return configuration.warnings();
    }

    /**
     * Returns whether the recipient's domain is the target's: the servers of one organisation must not hear of recipients of
     * another one.
     */
    public boolean isRecipientOf(String target, MailAddress recipient) {
        Optional<DnsName> domain = DnsName.parse(recipient.getDomain().name());
        return domain.isPresent()
                && (DnsName.parse(target).equals(domain)
                        || configuration
                                .partners()
                                .current()
                                .partnerOf(domain.get())
                                .filter(partner -> partner.name().equals(target))
                                .isPresent());
    }

    /**
     * Returns what to probe for a partner's name, or else for a domain: of a partner each domain that is no wildcard, or the first of
     * them where all lead to the same next hops.
     *
     * @return none if it is neither a partner nor a domain name, or a partner with wildcards only and without a next hop
     */
    public List<ProbeRequest> requests(String target, Optional<TrialTransaction> trial) {
        return domains(target).stream()
                .map(domain -> routes.probeOf(domain, trial))
                .toList();
    }

    private List<DnsName> domains(String target) {
        return configuration
                .partners()
                .current()
                .named(target)
                .map(GatewayProbe::domains)
                .orElseGet(() -> DnsName.parse(target).stream().toList());
    }

    /** Returns the domains of a partner that can be probed; none if all are wildcards and there is no next hop. */
    public static List<DnsName> domains(Partner partner) {
        List<DnsName> exact = partner.domains().stream()
                .filter(pattern -> !pattern.allBelow())
                .map(DomainPattern::domain)
                .toList();
        if (partner.outbound().nextHop().isEmpty()) {
            return exact;
        }
        // Below a wildcard any name leads to the next hop; the domain that is written there is not below itself.
        return exact.isEmpty()
                ? partner.domains().stream()
                        .limit(1)
                        .map(pattern -> new DnsName("any." + pattern.domain().ascii()))
                        .toList()
                : exact.subList(0, 1);
    }
}
