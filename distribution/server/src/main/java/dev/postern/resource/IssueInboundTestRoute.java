package dev.postern.resource;

import dev.postern.admin.Access;
import dev.postern.admin.Endpoint;
import dev.postern.api.AdminPaths;
import dev.postern.api.InboundTestRequest;
import dev.postern.api.IssuedInboundTest;
import dev.postern.audit.Change;
import dev.postern.inboundtest.InboundTests;
import dev.postern.inboundtest.InboundTests.Issue;
import dev.postern.partner.DomainPattern;
import dev.postern.partner.Partner;
import dev.postern.partner.Partners;
import dev.postern.tls.DnsName;
import io.javalin.http.BadRequestResponse;
import io.javalin.http.Context;
import io.javalin.http.NotFoundResponse;
import io.javalin.http.TooManyRequestsResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import javax.inject.Inject;
import org.apache.james.core.Domain;
import org.apache.james.domainlist.api.DomainList;
import org.apache.james.domainlist.api.DomainListException;

/** {@code POST /api/v1/inbound-tests}: issues a one-time address for a message of a partner. */
public final class IssueInboundTestRoute implements ApiRoute {
    private final InboundTests tests;
    private final Partners partners;
    private final DomainList ownDomains;
    private final AuditedChanges changes;

    @Inject
    public IssueInboundTestRoute(InboundTests tests, Partners partners, DomainList ownDomains, AuditedChanges changes) {
        this.tests = tests;
        this.partners = partners;
        this.ownDomains = ownDomains;
        this.changes = changes;
    }

    @Override
    public Endpoint endpoint() {
        return Endpoint.post(AdminPaths.INBOUND_TESTS, Access.OPERATOR);
    }

    @Override
    public Contract contract() {
        return Contract.answers(IssuedInboundTest.class, "Issues a one-time address for a test message of a partner.")
                .creates()
                .receives(InboundTestRequest.class)
                .fails(404, 429, 503, 507);
    }

    @Override
    public void handle(Context request) {
        Query.allow(request, Set.of());
        InboundTestRequest wanted = RequestBody.read(request, InboundTestRequest.class);
        Partner partner =
                partners.current().named(wanted.partner()).orElseThrow(() -> new NotFoundResponse("No such partner."));
        DnsName domain = domain(wanted.domain());
        Duration validity =
                wanted.validSeconds().map(IssueInboundTestRoute::validity).orElse(InboundTests.STANDARD_VALIDITY);
        changes.record(
                request,
                new Change("inbound test issued", partner.name(), Optional.empty(), Optional.of(domain.ascii())));
        request.status(201).json(issued(partner, domain, validity));
    }

    private IssuedInboundTest issued(Partner partner, DnsName domain, Duration validity) {
        try {
            Issue issue = tests.issue(partner, domain, validity);
            if (issue instanceof Issue.Issued issued) {
                return new IssuedInboundTest(
                        issued.test().id(),
                        issued.address().toString(),
                        partner.name(),
                        partner.domains().stream().map(DomainPattern::toString).toList(),
                        issued.test().expires());
            }
            throw new TooManyRequestsResponse(((Issue.TooMany) issue).why());
        } catch (IOException e) {
            throw AuditedChanges.unwritten(e);
        }
    }

    private static Duration validity(int seconds) {
        Duration validity = Duration.ofSeconds(seconds);
        if (seconds < 1 || validity.compareTo(InboundTests.LONGEST_VALIDITY) > 0) {
            throw new BadRequestResponse("Invalid validSeconds; expected a number from 1 to "
                    + InboundTests.LONGEST_VALIDITY.toSeconds() + ".");
        }
        return validity;
    }

    private DnsName domain(Optional<String> wanted) {
        try {
            if (wanted.isPresent()) {
                Optional<DnsName> named = DnsName.parse(wanted.get());
                if (named.isEmpty()
                        || !ownDomains.containsDomain(Domain.of(named.get().ascii()))) {
                    throw new BadRequestResponse("The domain is not one of the own domains.");
                }
                return named.get();
            }
            return ownDomains.getDomains().stream()
                    .flatMap(own -> DnsName.parse(own.asString()).stream())
                    .findFirst()
                    .orElseThrow(() -> new BadRequestResponse("Name a domain: every own domain is a wildcard."));
        } catch (DomainListException e) {
            throw new IllegalStateException("the own domains cannot be read", e);
        }
    }
}
