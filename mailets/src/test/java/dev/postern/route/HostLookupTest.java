package dev.postern.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.delivery.FakeDns;
import dev.postern.delivery.Outbound;
import dev.postern.dns.JamesDns;
import dev.postern.loop.OwnSite;
import dev.postern.partner.NextHop;
import dev.postern.smtpclient.Host;
import dev.postern.tls.DnsName;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostLookupTest {
    private final FakeDns dns = new FakeDns();
    private final HostLookup lookup = new HostLookup(JamesDns.of(dns), Outbound.SETTINGS);

    private FoundHosts mx(String domain) {
        return lookup.mx(DnsName.parse(domain).orElseThrow());
    }

    private static List<String> hosts(FoundHosts found) {
        assertThat(found).isInstanceOf(FoundHosts.Hosts.class);
        return ((FoundHosts.Hosts) found).hosts().stream().map(Host::toString).toList();
    }

    private static String never(FoundHosts found) {
        assertThat(found).isInstanceOf(FoundHosts.Never.class);
        return ((FoundHosts.Never) found).cause().finalStatus();
    }

    private static String notNow(FoundHosts found) {
        assertThat(found).isInstanceOf(FoundHosts.NotNow.class);
        return ((FoundHosts.NotNow) found).cause().delayedStatus();
    }

    @Test
    void mxHostsInTheirOrderWithAllTheirAddresses() {
        dns.mx("contoso.test", "mx1.contoso.test.", "mx2.contoso.test.")
                .address("mx1.contoso.test", "192.0.2.1", "2001:db8::1")
                .address("mx2.contoso.test", "192.0.2.2");

        assertThat(hosts(mx("contoso.test")))
                .containsExactly(
                        "mx1.contoso.test[192.0.2.1]:25",
                        "mx1.contoso.test[2001:db8::1]:25",
                        "mx2.contoso.test[192.0.2.2]:25");
    }

    @Test
    void aDomainWithAnAddressOnly() {
        dns.address("contoso.test", "192.0.2.1");

        assertThat(hosts(mx("contoso.test"))).containsExactly("contoso.test[192.0.2.1]:25");
    }

    @Test
    void anMxHostWithoutAddressIsLeftOut() {
        dns.mx("contoso.test", "gone.contoso.test.", "mx2.contoso.test.").address("mx2.contoso.test", "192.0.2.2");

        assertThat(hosts(mx("contoso.test"))).containsExactly("mx2.contoso.test[192.0.2.2]:25");
    }

    @Test
    void noMxHostHasAnAddress() {
        dns.mx("contoso.test", "gone.contoso.test.");

        assertThat(notNow(mx("contoso.test"))).isEqualTo("4.4.4");
    }

    @Test
    void theDnsGivesNoAnswer() {
        assertThat(notNow(new HostLookup(JamesDns.of(dns.silent("contoso.test")), Outbound.SETTINGS)
                        .mx(DnsName.parse("contoso.test").orElseThrow())))
                .isEqualTo("4.4.3");
    }

    @Test
    void theDomainDoesNotExist() {
        assertThat(never(mx("nowhere.test"))).isEqualTo("5.1.2");
    }

    @Test
    void theDomainTakesNoMail() {
        dns.mx("contoso.test", ".");

        assertThat(never(mx("contoso.test"))).isEqualTo("5.1.10");
    }

    @Test
    void anMxRecordThatHoldsAnAddressIsNotFollowed() {
        dns.mx("contoso.test", "192.0.2.7.");

        assertThat(notNow(mx("contoso.test"))).isEqualTo("4.4.4");

        dns.mx("contoso.test", "192.0.2.7.", "mx.contoso.test.").address("mx.contoso.test", "192.0.2.1");
        assertThat(hosts(mx("contoso.test"))).containsExactly("mx.contoso.test[192.0.2.1]:25");
    }

    @Test
    void weAreTheirMailServerThoughTheDomainIsNotOurs() {
        dns.mx("contoso.test", "GW.example.org.").address("gw.example.org", "192.0.2.9");

        assertThat(never(mx("contoso.test"))).isEqualTo("5.4.6");
    }

    @Test
    void aBetterServerThatHasNoAddressNowIsNoLoop() {
        dns.mx("contoso.test", "mx1.contoso.test.", "gw.example.org.");

        assertThat(notNow(mx("contoso.test"))).isEqualTo("4.4.4");
    }

    @Test
    void whatIsLessPreferredThanWeAreIsNotTried() {
        dns.mx("contoso.test", "mx1.contoso.test.", "gw.example.org.", "mx3.contoso.test.")
                .address("mx1.contoso.test", "192.0.2.1")
                .address("mx3.contoso.test", "192.0.2.3");

        assertThat(hosts(mx("contoso.test"))).containsExactly("mx1.contoso.test[192.0.2.1]:25");
    }

    @Test
    void anMxHostOfOurOwnAddressIsOurselvesWhateverItsName() {
        var settings = new DeliverySettings(
                "gw.example.org",
                25,
                List.of(Duration.ofMinutes(1)),
                Duration.ofHours(4),
                Duration.ofDays(2),
                OwnSite.listeningAt(new InetSocketAddress("0.0.0.0", 25), new InetSocketAddress("192.0.2.9", 25)));
        var own = new HostLookup(JamesDns.of(dns), settings);
        dns.mx("contoso.test", "mx1.contoso.test.", "alias.test.", "mx3.contoso.test.")
                .address("mx1.contoso.test", "192.0.2.1")
                .address("alias.test", "192.0.2.9")
                .address("mx3.contoso.test", "192.0.2.3")
                .mx("loop.test", "here.loop.test.")
                .address("here.loop.test", "127.0.0.1");

        assertThat(hosts(own.mx(DnsName.parse("contoso.test").orElseThrow())))
                .containsExactly("mx1.contoso.test[192.0.2.1]:25");
        assertThat(never(own.mx(DnsName.parse("loop.test").orElseThrow()))).isEqualTo("5.4.6");
        assertThat(notNow(own.nextHop(new NextHop("localhost", 25)))).isEqualTo("4.4.6");
        assertThat(hosts(own.nextHop(new NextHop("localhost", 26)))).containsExactly("localhost[127.0.0.1]:26");
    }

    private HostLookup atSite(NextHop... inner) {
        return new HostLookup(
                JamesDns.of(dns),
                new DeliverySettings(
                        "gw.example.org",
                        25,
                        List.of(Duration.ofMinutes(1)),
                        Duration.ofHours(4),
                        Duration.ofDays(2),
                        new OwnSite(List.of(new InetSocketAddress("0.0.0.0", 2525)), () -> Set.of(inner), List.of())));
    }

    @ParameterizedTest
    @CsvSource({
        "localhost., ",
        "LOCALHOST., ",
        "mx.localhost., ",
        "mx.evil.test., 127.0.0.1",
        "mx.evil.test., 0.0.0.0",
        "mx.evil.test., ::1",
        "mx.evil.test., ::",
        "mail.example.org., ",
        "alias.evil.test., 203.0.113.7"
    })
    void aStrangersMxIsThisMachineOrTheInnerServer(String mx, String address) {
        dns.mx("evil.test", mx).address("mail.example.org", "203.0.113.7");
        if (address != null) {
            dns.address(mx.substring(0, mx.length() - 1), address);
        }

        assertThat(never(atSite(new NextHop("mail.example.org", 2526)).mx(new DnsName("evil.test"))))
                .isEqualTo("5.4.6");
    }

    @Test
    void aStrangersAddressIsThisMachine() {
        dns.address("evil.test", "127.0.0.1");

        assertThat(never(atSite().mx(new DnsName("evil.test")))).isEqualTo("5.4.6");
    }

    @Test
    void aStrangersMxIsInAPrivateNetwork() {
        dns.mx("evil.test", "mx.evil.test.").address("mx.evil.test", "192.168.1.10", "fe80::1");

        assertThat(never(atSite().mx(new DnsName("evil.test")))).isEqualTo("5.4.4");

        dns.mx("evil.test", "mx.evil.test.", "real.evil.test.").address("real.evil.test", "192.0.2.7");
        assertThat(hosts(atSite().mx(new DnsName("evil.test")))).containsExactly("real.evil.test[192.0.2.7]:25");

        dns.mx("evil.test", "mx.evil.test.", "gone.evil.test.");
        assertThat(notNow(atSite().mx(new DnsName("evil.test")))).isEqualTo("4.4.4");
    }

    @Test
    void aZoneThatListsThousandsOfHostsCostsUsTwenty() {
        dns.mx("contoso.test", "mx.contoso.test.")
                .address(
                        "mx.contoso.test",
                        IntStream.range(0, 200).mapToObj(i -> "192.0.2." + i).toArray(String[]::new));

        assertThat(hosts(mx("contoso.test"))).hasSize(20);
    }

    @Test
    void aNextHopByNameWithItsPort() {
        dns.address("relay.contoso.test", "192.0.2.1", "192.0.2.2");

        assertThat(hosts(lookup.nextHop(new NextHop("relay.contoso.test", 2525))))
                .containsExactly("relay.contoso.test[192.0.2.1]:2525", "relay.contoso.test[192.0.2.2]:2525");
    }

    @Test
    void aNextHopByAddressAsksNoDns() {
        assertThat(hosts(lookup.nextHop(new NextHop("192.0.2.1", 25)))).containsExactly("192.0.2.1:25");
        assertThat(hosts(lookup.nextHop(new NextHop("2001:db8::1", 25)))).containsExactly("[2001:db8::1]:25");
        assertThat(hosts(lookup.nextHop(new NextHop("localhost", 26)))).containsExactly("localhost[127.0.0.1]:26");
    }

    @Test
    void aNextHopWithoutAddressIsNeverFinal() {
        assertThat(notNow(lookup.nextHop(new NextHop("gone.contoso.test", 25)))).isEqualTo("4.4.4");
    }
}
