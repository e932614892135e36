package dev.postern.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.net.InetAddresses;
import dev.postern.address.AddressFamilies;
import dev.postern.address.AddressText;
import dev.postern.address.OutboundAddresses;
import dev.postern.address.SourceAddresses;
import dev.postern.dns.JamesDns;
import dev.postern.partner.NextHop;
import dev.postern.partner.OutboundPolicy;
import dev.postern.partner.OutboundPolicy.OnFailure;
import dev.postern.route.FoundHosts;
import dev.postern.route.HostLookup;
import dev.postern.tls.DnsName;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which addresses of a destination's servers are tried, in which order, and from which of ours. */
class AddressesOfHostsTest {
    private static final DnsName CONTOSO = new DnsName("contoso.test");

    private final FakeDns dns = new FakeDns();

    private static OutboundAddresses families(AddressFamilies families) {
        return new OutboundAddresses(Optional.of(families), Optional.empty());
    }

    private static OutboundAddresses from(String... sources) {
        return new OutboundAddresses(
                Optional.empty(),
                SourceAddresses.of(
                        Stream.of(sources).map(InetAddresses::forString).toList()));
    }

    private HostLookup lookup(OutboundAddresses gateway) {
        return new HostLookup(JamesDns.of(dns), Outbound.SETTINGS.between(gateway));
    }

    private static String hosts(FoundHosts found) {
        return found instanceof FoundHosts.Hosts some
                ? some.hosts().stream()
                        .map(host -> AddressText.of(host.address())
                                + host.source()
                                        .map(source -> "<" + AddressText.of(source))
                                        .orElse(""))
                        .collect(Collectors.joining(" "))
                : ((FoundHosts.NotNow) found).cause().words();
    }

    private static OutboundPolicy policy(String nextHop, OutboundAddresses addresses) {
        return new OutboundPolicy(Attempting.MAY, NextHop.parse(nextHop), OnFailure.DEFER, Optional.empty())
                .between(addresses);
    }

    @ParameterizedTest
    @CsvSource({
        "IPV4, 192.0.2.1 192.0.2.2",
        "IPV6, 2001:db8::1 2001:db8::3",
        "BOTH, 2001:db8::1 192.0.2.1 192.0.2.2 2001:db8::3",
        "PREFER_IPV4, 192.0.2.1 2001:db8::1 192.0.2.2 2001:db8::3"
    })
    void anMxHostOfBetterPreferenceComesFirstWhateverItsFamily(AddressFamilies families, String expected) {
        dns.mx("contoso.test", "mx1.contoso.test.", "mx2.contoso.test.", "mx3.contoso.test.")
                .address("mx1.contoso.test", "192.0.2.1", "2001:db8::1")
                .address("mx2.contoso.test", "192.0.2.2")
                .address("mx3.contoso.test", "2001:db8::3");

        assertThat(hosts(lookup(families(families)).mx(CONTOSO))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"IPV4, no mail server of contoso.test has an IPv4 address in the DNS", "IPV6, 2001:db8::1"})
    void aServerOfTheOtherFamilyOnlyIsNoServer(AddressFamilies families, String expected) {
        dns.mx("contoso.test", "mx1.contoso.test.").address("mx1.contoso.test", "2001:db8::1");

        assertThat(hosts(lookup(families(families)).mx(CONTOSO))).isEqualTo(expected);
    }

    @Test
    void itIsNotReturnedForTheReservedAddressesOfOtherServers() {
        dns.mx("contoso.test", "mx1.contoso.test.", "mx2.contoso.test.")
                .address("mx1.contoso.test", "2001:db8::1")
                .address("mx2.contoso.test", "255.1.1.1");

        assertThat(hosts(lookup(families(AddressFamilies.IPV4)).mx(CONTOSO)))
                .isEqualTo("no mail server of contoso.test has an IPv4 address in the DNS");
    }

    @ParameterizedTest
    @CsvSource({
        "relay.test:25, IPV4, 192.0.2.1",
        "relay.test:25, IPV6, 2001:db8::1",
        "relay.test:25, BOTH, 2001:db8::1 192.0.2.1",
        "relay.test:25, PREFER_IPV4, 192.0.2.1 2001:db8::1",
        "six.test:25, IPV4, the next hop six.test:25 has no IPv4 address",
        "nowhere.test:25, IPV4, the next hop nowhere.test:25 has no address in the DNS",
        "192.0.2.7:25, IPV6, 192.0.2.7",
        "[2001:db8::7]:25, IPV4, 2001:db8::7"
    })
    void aNextHop(String nextHop, AddressFamilies families, String expected) {
        dns.address("relay.test", "192.0.2.1", "2001:db8::1").address("six.test", "2001:db8::6");

        assertThat(hosts(
                        lookup(OutboundAddresses.UNWRITTEN).nextHops(policy(nextHop, families(families)), () -> false)))
                .isEqualTo(expected);
    }

    @Test
    void whatARouteSaysOverridesTheGateway() {
        dns.address("relay.test", "192.0.2.1", "2001:db8::1");
        HostLookup lookup = lookup(families(AddressFamilies.IPV6).over(from("192.0.2.25", "2001:db8::25")));

        assertThat(hosts(lookup.nextHops(policy("relay.test:25", OutboundAddresses.UNWRITTEN), () -> false)))
                .isEqualTo("2001:db8::1<2001:db8::25");
        assertThat(hosts(lookup.nextHops(
                        policy("relay.test:25", families(AddressFamilies.BOTH).over(from("192.0.2.26"))), () -> false)))
                .isEqualTo("2001:db8::1 192.0.2.1<192.0.2.26");
        assertThat(hosts(lookup.nextHops(policy("relay.test:25", OutboundAddresses.STANDARD), () -> false)))
                .as("a server behind the gateway")
                .isEqualTo("192.0.2.1 2001:db8::1");
    }

    @Test
    void mxHostsAreReachedFromTheSourceAddress() {
        dns.mx("contoso.test", "mx1.contoso.test.").address("mx1.contoso.test", "192.0.2.1", "2001:db8::1");

        assertThat(hosts(lookup(from("192.0.2.25")).mx(CONTOSO))).isEqualTo("192.0.2.1<192.0.2.25 2001:db8::1");
    }

    @Test
    void aZoneWithManyIpv6AddressesDoesNotHideItsIpv4Servers() {
        dns.mx("contoso.test", "mx1.contoso.test.")
                .address(
                        "mx1.contoso.test",
                        Stream.concat(
                                        IntStream.rangeClosed(1, 40).mapToObj(i -> "2001:db8::" + i),
                                        Stream.of("192.0.2.1"))
                                .toArray(String[]::new));

        assertThat(List.of(hosts(lookup(families(AddressFamilies.BOTH)).mx(CONTOSO))
                        .split(" ")))
                .hasSize(20)
                .endsWith("192.0.2.1");
    }
}
