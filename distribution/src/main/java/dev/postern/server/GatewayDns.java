package dev.postern.server;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.apache.james.dnsservice.dnsjava.DNSJavaService;
import org.apache.james.metrics.api.MetricFactory;
import org.xbill.DNS.ExtendedResolver;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.SimpleResolver;

/** James's DNS service on the resolvers that {@code gateway.yaml} names, with their ports; else the system's. */
final class GatewayDns extends DNSJavaService {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final List<InetSocketAddress> servers;

    GatewayDns(MetricFactory metrics, List<InetSocketAddress> servers) {
        super(metrics);
        this.servers = List.copyOf(servers);
    }

    @Override
    public void init() throws Exception {
        super.init();
        if (!servers.isEmpty()) {
            var resolvers = servers.stream().map(SimpleResolver::new).toArray(Resolver[]::new);
            var all = new ExtendedResolver(resolvers);
            all.setTimeout(TIMEOUT);
            resolver = all;
        }
    }
}
