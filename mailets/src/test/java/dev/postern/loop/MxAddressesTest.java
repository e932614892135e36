package dev.postern.loop;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.net.InetAddresses;
import dev.postern.loop.MxAddresses.Finding;
import dev.postern.partner.Cidr;
import dev.postern.partner.NextHop;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MxAddressesTest {
    private static final Set<NextHop> INNER =
            Set.of(new NextHop("mail.example.org", 2526), new NextHop("203.0.113.25", 25));

    private final MxAddresses addresses = site();

    private static MxAddresses site(String... privateNetworks) {
        return new MxAddresses(
                new OwnSite(
                        List.of(new InetSocketAddress(InetAddresses.forString("198.51.100.9"), 2525)),
                        () -> INNER,
                        Stream.of(privateNetworks)
                                .flatMap(network -> Cidr.parse(network).stream())
                                .toList()),
                name -> name.equals("mail.example.org") ? List.of(address("203.0.113.2")) : List.of());
    }

    private static InetAddress address(String text) {
        return InetAddresses.forString(text);
    }

    @ParameterizedTest
    @CsvSource({
        "0.0.0.0, OURS",
        "::, OURS",
        "127.0.0.1, OURS",
        "127.255.255.254, OURS",
        "::1, OURS",
        "203.0.113.2, OURS", // an inner server, at another port than its own
        "203.0.113.25, OURS",
        "10.0.0.1, RESERVED",
        "100.64.0.1, RESERVED",
        "169.254.169.254, RESERVED",
        "172.16.0.1, RESERVED",
        "172.31.255.255, RESERVED",
        "192.168.1.1, RESERVED",
        "192.0.0.8, RESERVED",
        "198.18.0.1, RESERVED",
        "0.1.2.3, RESERVED",
        "224.0.0.1, RESERVED",
        "255.255.255.255, RESERVED",
        "fe80::1, RESERVED",
        "fec0::1, RESERVED",
        "fd00::1, RESERVED",
        "ff02::1, RESERVED",
        "::2, RESERVED",
        "198.51.100.9, FOREIGN", // where we listen at another port, and no interface has it
        "192.0.2.1, FOREIGN",
        "172.32.0.1, FOREIGN",
        "100.128.0.1, FOREIGN",
        "8.8.8.8, FOREIGN",
        "2001:db8::1, FOREIGN",
        "2a00::1, FOREIGN"
    })
    void anAddressAtPort25OfADomainWithWhichNothingIsAgreed(String text, Finding finding) {
        assertThat(addresses.judge(address(text), 25, false)).isEqualTo(finding);
    }

    @ParameterizedTest
    @CsvSource({"10.0.0.1, FOREIGN", "fd00::1, FOREIGN", "127.0.0.1, OURS", "0.0.0.0, OURS", "224.0.0.1, RESERVED"})
    void aPartnersServerMayBeInAPrivateNetworkAndNotHere(String text, Finding finding) {
        assertThat(addresses.judge(address(text), 25, true)).isEqualTo(finding);
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.1", "127.0.0.1", "203.0.113.2"})
    void theNamedNetworksAreAllowed(String text) {
        assertThat(site("10.0.0.0/8", "127.0.0.0/8", "203.0.113.0/24").judge(address(text), 25, false))
                .isEqualTo(Finding.FOREIGN);
    }

    @ParameterizedTest
    @CsvSource({"198.51.100.9, 2525", "203.0.113.2, 2526", "203.0.113.25, 25", "0.0.0.0, 25", "::, 25"})
    void noNetworkAllowsOurListenerOrAnInnerServerAtItsPort(String text, int port) {
        assertThat(site("0.0.0.0/0", "::/0").judge(address(text), port, true)).isEqualTo(Finding.OURS);
    }

    @Test
    void everyInterfaceOfThisMachineIsOurs() throws Exception {
        for (NetworkInterface each : Collections.list(NetworkInterface.getNetworkInterfaces())) {
            assertThat(Collections.list(each.getInetAddresses()))
                    .allSatisfy(address -> assertThat(addresses.judge(address, 25, false))
                            .as(address.toString())
                            .isEqualTo(Finding.OURS));
        }
    }

    @Test
    void theNameOfAnInnerServer() {
        assertThat(addresses.isInnerName("MAIL.example.org")).isTrue();
        assertThat(addresses.isInnerName("mail.example.test")).isFalse();
    }
}
