package dev.postern.resource;

import com.google.inject.AbstractModule;
import com.google.inject.Guice;
import com.google.inject.Key;
import com.google.inject.Module;
import com.google.inject.TypeLiteral;
import dev.postern.admin.AdminPort;
import dev.postern.admin.AdminRoute;
import dev.postern.admin.AdminRoutesModule;
import dev.postern.admin.HealthSources;
import dev.postern.admin.OutboundQueues;
import dev.postern.api.Role;
import dev.postern.audit.AuditLog;
import dev.postern.audit.AuditReader;
import dev.postern.changes.RejectedChanges;
import dev.postern.changes.Releases;
import dev.postern.config.SourceFiles;
import dev.postern.delivery.AttemptWitness;
import dev.postern.domains.ConfiguredDomains;
import dev.postern.domains.DomainsReading;
import dev.postern.domains.DomainsWatch;
import dev.postern.domains.OwnDomains;
import dev.postern.inboundtest.InboundTests;
import dev.postern.metrics.MetricsModule;
import dev.postern.partner.Partners;
import dev.postern.partnersfile.PartnersFile;
import dev.postern.partnersfile.PartnersWatch;
import dev.postern.teststore.FileTestStore;
import dev.postern.token.LocalToken;
import dev.postern.token.TokenChanges;
import dev.postern.token.TokenFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.james.core.Domain;
import org.apache.james.domainlist.api.DomainList;

/** All routes of the admin port, as the gateway has them, over a data directory of their own with the partner contoso. */
final class ApiFixture implements AutoCloseable {
    static final Clock CLOCK = Clock.systemUTC();
    static final String JSON = "Content-Type: application/json\r\n";

    final Path data;
    final PartnersWatch partners;
    final Set<AdminRoute> routes;
    final AdminPort port;

    private ApiFixture(Path data, PartnersWatch partners) throws IOException {
        this.data = data;
        this.partners = partners;
        this.routes = Guice.createInjector(
                        around(), new MetricsModule(), new AdminRoutesModule(), new ResourcesModule())
                .getInstance(Key.get(new TypeLiteral<Set<AdminRoute>>() {}));
        this.port = AdminPort.open(routes.toArray(AdminRoute[]::new));
    }

    static ApiFixture open(Path data) {
        try {
            Path file = Files.writeString(data.resolve("partners.yaml"), """
                    partners:
                      - name: contoso
                        domains: [contoso.test]
                    """);
            var partners = new PartnersFile(file, Set.of());
            return new ApiFixture(data, new PartnersWatch(partners, partners.read()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Module around() {
        return new AbstractModule() {
            @Override
            protected void configure() {
                var audit = AuditLog.in(data, CLOCK);
                bind(Clock.class).toInstance(CLOCK);
                bind(HealthSources.class).toInstance(AdminPort.sources("a", true, Optional.of("the disk is full")));
                bind(AuditLog.class).toInstance(audit);
                bind(TokenChanges.class).toInstance(new TokenChanges(TokenFile.in(data), audit, CLOCK));
                bind(AuditReader.class).toInstance(AuditReader.in(data));
                bind(RejectedChanges.class).toInstance(new RejectedChanges(partners, ownDomains()));
                bind(InboundTests.class)
                        .toInstance(
                                new InboundTests(partners, new FileTestStore(data.resolve("inbound-tests")), CLOCK));
                bind(DomainList.class).toInstance(new OwnDomain());
                bind(LocalToken.class).toInstance(new LocalToken(data));
                bind(PartnersWatch.class).toInstance(partners);
                bind(Partners.class).toInstance(partners);
                bind(OutboundQueues.class)
                        .toInstance(new OutboundQueues(
                                partners, Releases.open(data.resolve("releases"), CLOCK), AttemptWitness.NONE));
            }
        };
    }

    static DomainsWatch ownDomains() {
        return new DomainsWatch(
                new ConfiguredDomains(List.of()),
                new DomainsReading(Optional.of(new OwnDomains(List.of())), List.of(), List.of(), new SourceFiles()));
    }

    String ask(String request, Role role) throws IOException {
        return port.ask(request, AdminPort.headers(role));
    }

    String send(String request, Role role, String body) throws IOException {
        return port.ask(request, "127.0.0.1:" + port.port(), AdminPort.headers(role) + JSON, body);
    }

    @Override
    public void close() {
        port.close();
    }

    /** The only domain of ours. */
    private static final class OwnDomain implements DomainList {
        private static final Domain EXAMPLE = Domain.of("example.org");

        @Override
        public List<Domain> getDomains() {
            return List.of(EXAMPLE);
        }

        @Override
        public boolean containsDomain(Domain domain) {
            return domain.equals(EXAMPLE);
        }

        @Override
        public Domain getDefaultDomain() {
            return EXAMPLE;
        }

        @Override
        public void addDomain(Domain domain) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void removeDomain(Domain domain) {
            throw new UnsupportedOperationException();
        }
    }
}
