package dev.postern.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.dns.JamesDns;
import dev.postern.partner.OutboundPolicy;
import dev.postern.partner.PartnerDirectory;
import dev.postern.partner.PartnerFixture;
import dev.postern.partner.PartnerMode;
import dev.postern.route.DeliverySettings;
import dev.postern.route.HostLookup;
import dev.postern.route.Route;
import dev.postern.route.Routes;
import dev.postern.smtpclient.Host;
import dev.postern.tls.DnsName;
import dev.postern.tls.TlsPolicy;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.mail.MessagingException;
import org.apache.james.dnsservice.api.DNSService;
import org.apache.mailet.Mail;
import org.junit.jupiter.api.Test;

/** Servers and zones that take their time must not hold up mail that has nothing to do with them. */
class StalledServersTest {
    private static final OutboundPolicy ANYBODY =
            new OutboundPolicy(new TlsPolicy.May(), Optional.empty(), OutboundPolicy.OnFailure.DEFER, Optional.empty());

    private final PartnerDirectory partners = PartnerFixture.directory(PartnerFixture.contoso());
    private final Routes routes = domain -> new Route(
            partners.partnerOf(domain),
            partners.partnerOf(domain).map(partner -> partner.outbound()).orElse(ANYBODY));

    @Test
    void aPartnerHasNoMoreWorkersForHavingManyDomains() {
        assertThat(lane("contoso.test")).isEqualTo(lane("a.contoso.test")).isEqualTo(lane("B.Contoso.test"));
    }

    @Test
    void othersHaveADestinationEach() {
        assertThat(lane("one.test")).isEqualTo("one.test").isNotEqualTo(lane("two.test"));
    }

    @Test
    void aZoneWithHundredsOfMailServersCostsOnlyAFewLookUps() {
        var lookUps = new AtomicInteger();
        List<String> names = IntStream.range(0, 500)
                .mapToObj(number -> "mx" + number + ".evil.test.")
                .toList();
        var dns = (DNSService) Proxy.newProxyInstance(
                DNSService.class.getClassLoader(), new Class<?>[] {DNSService.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("findMXRecords")) {
                        return names;
                    }
                    lookUps.incrementAndGet();
                    return List.<InetAddress>of();
                });
        var settings = new DeliverySettings(
                "gw.example.org", 25, List.of(Duration.ofMinutes(1)), Duration.ofHours(4), Duration.ofDays(2));

        new HostLookup(JamesDns.of(dns), settings).mx(DnsName.parse("evil.test").orElseThrow());

        assertThat(lookUps).hasValueBetween(1, 20);
    }

    @Test
    void onlyTheFirstServerOfADomainIsMadeToWaitForIt() {
        var attack = Destination.ownersOf(host("mx.evil.test", "192.0.2.1"));

        assertThat(attack).containsExactlyInAnyOrder("owner evil.test", "server 192.0.2.1");
        assertThat(attack).doesNotContainAnyElementsOf(Destination.ownersOf(host("mx.victim.test", "192.0.2.2")));
    }

    @Test
    void mailWaitsForTheFirstServerOfItsDomainOnly() throws MessagingException {
        try (var outbound = new Outbound(new Route(Optional.empty(), ANYBODY))) {
            outbound.dns.mx("contoso.test", "mx.evil.test.", "mx.victim.test.");
            outbound.dns.address("mx.evil.test", "192.0.2.1").address("mx.victim.test", "192.0.2.2");
            Mail mail = outbound.queued("bob@contoso.test");

            assertThat(Stream.of("owner evil.test", "server 192.0.2.1", "owner victim.test", "server 192.0.2.2"))
                    .filteredOn(owner -> outbound.isCrowded(mail, owner))
                    .containsExactly("owner evil.test", "server 192.0.2.1");
        }
    }

    @Test
    void mailWhoseServersAreBusyWithOthersUntilItsTimeIsOverIsReturned() throws MessagingException {
        try (var outbound = new Outbound(Outbound.byMx(PartnerMode.ENFORCE, new TlsPolicy.May()))) {
            var mail = outbound.queued("bob@contoso.test");
            for (int hours = 0; hours < 47; hours++) {
                outbound.clock.advance(Duration.ofHours(1));
                assertThat(outbound.congested(mail, Duration.ofMinutes(15)))
                        .isEqualTo(new Dispatch.Later(Duration.ofMinutes(15)));
            }
            assertThat(Notice.last(outbound.context).status()).contains("Action: delayed", "Status: 4.4.5");

            assertThat(outbound.congested(mail, Duration.ofHours(2)))
                    .isEqualTo(new Dispatch.Later(Duration.ofHours(1)));
            outbound.clock.advance(Duration.ofHours(1));
            assertThat(outbound.congested(mail, Duration.ofMinutes(15))).isEqualTo(new Dispatch.Over());
            assertThat(Notice.last(outbound.context).status()).contains("Action: failed", "Status: 5.4.5");
        }
    }

    @Test
    void anIpv6NetworkIsOneServer() {
        assertThat(Destination.ownersOf(host("mx.evil.test", "2001:db8::1:2")))
                .isEqualTo(Destination.ownersOf(host("mx2.evil.test", "2001:db8::ffff:9")));
    }

    private static Host host(String name, String address) {
        return new Host(name, com.google.common.net.InetAddresses.forString(address), 25);
    }

    private String lane(String domain) {
        DnsName name = DnsName.parse(domain).orElseThrow();
        return Destination.of(name, routes.routeOf(name)).lane();
    }
}
