package dev.postern.server;

import com.google.common.net.InetAddresses;
import dev.postern.dns.DnsAnswer;
import dev.postern.dns.DnsSecurity;
import dev.postern.dns.MailDns;
import dev.postern.dns.MailExchanger;
import dev.postern.resolver.ResolvConf;
import dev.postern.resolver.SystemResolvers;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.configuration2.HierarchicalConfiguration;
import org.apache.commons.configuration2.ex.ConfigurationException;
import org.apache.commons.configuration2.tree.ImmutableNode;
import org.apache.james.dnsservice.api.TemporaryResolutionException;
import org.apache.james.dnsservice.dnsjava.DNSJavaService;
import org.apache.james.metrics.api.MetricFactory;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.ExtendedResolver;
import org.xbill.DNS.Lookup;
import org.xbill.DNS.MXRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/**
 * Provides James's DNS service with the resolvers and ports in {@code gateway.yaml}, or else the system's current ones.
 * It also finds IPv6 addresses, and distinguishes a domain without addresses from a DNS server that did not answer.
 */
public final class GatewayDns extends DNSJavaService implements MailDns {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final Path RESOLV_CONF = Path.of("/etc/resolv.conf");
    private static final String OTHER_SERVERS = "dns.server";
    private static final String HOSTS_INTERVAL = "dnsjava.hostsfile.change_check_interval_ms";

    static {
        // dnsjava would end its look-ups as soon as the JVM is told to stop: what is still to be delivered then needs
        // them.
        System.setProperty("dnsjava.nio.register_shutdown_hook", "false");
        // It looks for changes of /etc/hosts itself, every 5 minutes.
        if (System.getProperty(HOSTS_INTERVAL) == null) {
            System.setProperty(HOSTS_INTERVAL, "5000");
        }
    }

    private static final Record[] NONE = {};
    private static final int[] ADDRESSES = {Type.A, Type.AAAA};

    private final List<InetSocketAddress> servers;
    private final Optional<SystemResolvers> system;
    private final int systemPort;
    private List<InetSocketAddress> serversOfJames = List.of();
    private List<Name> searchOfJames = List.of();
    private volatile Resolver asked = new ExtendedResolver(new Resolver[0]);
    private volatile List<Name> search = List.of();

    /** @param servers empty: those of {@code /etc/resolv.conf}, unless a property of the JVM names others */
    public GatewayDns(MetricFactory metrics, List<InetSocketAddress> servers) {
        this(
                metrics,
                servers,
                System.getProperty(OTHER_SERVERS, "").isBlank()
                        ? Optional.of(new SystemResolvers(RESOLV_CONF, System::nanoTime))
                        : Optional.empty(),
                SimpleResolver.DEFAULT_PORT);
    }

    /**
     * @param system empty: what the system names is not followed
     * @param systemPort of the servers that it names
     */
    public GatewayDns(
            MetricFactory metrics, List<InetSocketAddress> servers, Optional<SystemResolvers> system, int systemPort) {
        super(metrics);
        this.servers = List.copyOf(servers);
        this.system = system;
        this.systemPort = systemPort;
    }

    @Override
    public void configure(HierarchicalConfiguration<ImmutableNode> configuration) throws ConfigurationException {
        super.configure(configuration);
        // Behind those of the system, James asks these.
        serversOfJames = Stream.of(configuration.getStringArray("servers.server"))
                .map(server -> new InetSocketAddress(server, SimpleResolver.DEFAULT_PORT))
                .toList();
        List<Name> names = new ArrayList<>();
        for (String name : configuration.getStringArray("searchpaths.searchpath")) {
            try {
                names.add(Name.fromString(name, Name.root));
            } catch (TextParseException e) {
                throw new ConfigurationException("No search path: " + name, e);
            }
        }
        searchOfJames = names;
    }

    @Override
    public void init() throws Exception {
        super.init();
        search = Stream.of(super.getSearchPaths()).toList();
        if (!servers.isEmpty()) {
            ask(servers.stream().map(SimpleResolver::new));
        } else if (resolver instanceof ExtendedResolver found) {
            ask(Stream.of(found.getResolvers()));
        }
    }

    private void ask(Stream<? extends Resolver> some) {
        var all = new ExtendedResolver(some.map(AuthoritativeAnswers::new).toArray(Resolver[]::new));
        all.setTimeout(TIMEOUT);
        asked = all;
        resolver = all;
    }

    private void follow(ResolvConf now) {
        search = Stream.concat(now.search().stream(), searchOfJames.stream()).toList();
        if (servers.isEmpty()) {
            ask(Stream.concat(
                            now.servers().stream().map(address -> new InetSocketAddress(address, systemPort)),
                            serversOfJames.stream())
                    .map(SimpleResolver::new));
            cache.clearCache(); // other servers may know of other names
        }
    }

    @Override
    public Name[] getSearchPaths() {
        return search.toArray(Name[]::new);
    }

    /**
     * James asks for it at its start, and must not fail where the machine's own name has no address, as in a container.
     */
    @Override
    public InetAddress getLocalHost() {
        try {
            return super.getLocalHost();
        } catch (UnknownHostException e) {
            return InetAddress.getLoopbackAddress();
        }
    }

    /** Returns the names of the {@link #mailExchangers}. */
    @Override
    public Collection<String> findMXRecords(String domain) throws TemporaryResolutionException {
        return exchangers(domain).stream().map(MailExchanger::name).toList();
    }

    @Override
    public DnsAnswer<MailExchanger> mailExchangers(String domain) {
        try {
            return DnsAnswer.of(exchangers(domain), DnsSecurity.INDETERMINATE);
        } catch (TemporaryResolutionException e) {
            return new DnsAnswer.Silent<>(String.valueOf(e.getMessage()));
        }
    }

    private List<MailExchanger> exchangers(String domain) throws TemporaryResolutionException {
        Record[] records = lookup(domain, Type.MX, "MX");
        if (records.length > 0) {
            List<MailExchanger> exchangers = Stream.of(records)
                    .filter(MXRecord.class::isInstance)
                    .map(MXRecord.class::cast)
                    .map(mx ->
                            new MailExchanger(mx.getPriority(), mx.getTarget().toString()))
                    .collect(Collectors.toCollection(ArrayList::new));
            Collections.shuffle(exchangers); // equal ones share the load (RFC 5321 §5.1); the sort leaves their order
            exchangers.sort(Comparator.comparingInt(MailExchanger::preference));
            return exchangers;
        }
        // James takes an unanswered question for the address as "has none": then mail would be returned for good.
        return hasRecords(domain, Type.A, "A") || hasRecords(domain, Type.AAAA, "AAAA")
                ? List.of(new MailExchanger(0, domain))
                : List.of();
    }

    /** Returns all addresses, IPv4 first. */
    @Override
    public Collection<InetAddress> getAllByName(String host) throws UnknownHostException {
        if (InetAddresses.isInetAddress(host)) {
            return List.of(InetAddresses.forString(host));
        }
        List<InetAddress> found = addresses(host).orEmpty();
        if (found.isEmpty()) {
            throw new UnknownHostException(host);
        }
        return found;
    }

    @Override
    public DnsAnswer<InetAddress> addresses(String host) {
        List<InetAddress> found = new ArrayList<>();
        Optional<String> silence = Optional.empty();
        for (int type : ADDRESSES) {
            try {
                Stream.of(lookup(host, type, Type.string(type)))
                        .map(GatewayDns::address)
                        .flatMap(Optional::stream)
                        .forEach(found::add);
            } catch (TemporaryResolutionException e) {
                silence = Optional.of(String.valueOf(e.getMessage()));
            }
        }
        return found.isEmpty() && silence.isPresent()
                ? new DnsAnswer.Silent<>(silence.get())
                : DnsAnswer.of(found, DnsSecurity.INDETERMINATE);
    }

    private static Optional<InetAddress> address(Record record) {
        if (record instanceof ARecord ipv4) {
            return Optional.of(ipv4.getAddress());
        }
        return record instanceof AAAARecord ipv6 ? Optional.of(ipv6.getAddress()) : Optional.empty();
    }

    private boolean hasRecords(String name, int type, String word) throws TemporaryResolutionException {
        return lookup(name, type, word).length > 0;
    }

    /**
     * Returns no record only if the DNS said so. James takes whatever dnsjava cannot make sense of, such as a circle
     * of aliases, for "there is none": then mail would be returned for good.
     *
     * @return never null
     */
    @Override
    protected Record[] lookup(String name, int type, String word) throws TemporaryResolutionException {
        system.flatMap(SystemResolvers::changed).ifPresent(this::follow);
        try {
            var lookup = new Lookup(name, type);
            lookup.setCache(cache);
            lookup.setResolver(asked);
            lookup.setSearchPath(getSearchPaths());
            Record[] records = lookup.run();
            return switch (lookup.getResult()) {
                case Lookup.SUCCESSFUL -> records;
                case Lookup.HOST_NOT_FOUND, Lookup.TYPE_NOT_FOUND -> NONE;
                default ->
                    throw new TemporaryResolutionException(
                            "the DNS gave no answer for " + name + " " + word + ": " + lookup.getErrorString());
            };
        } catch (TextParseException e) {
            return NONE; // no name, so nobody's
        }
    }
}
