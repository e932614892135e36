package dev.postern.address;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.net.InetAddresses;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OutboundAddressesTest {
    private static List<InetAddress> addresses(String... literals) {
        return Stream.of(literals).map(InetAddresses::forString).toList();
    }

    private static String words(List<InetAddress> addresses) {
        return addresses.stream().map(AddressText::of).collect(Collectors.joining(" "));
    }

    @ParameterizedTest
    @CsvSource({
        "IPV4, 192.0.2.1 192.0.2.2",
        "IPV6, 2001:db8::1 2001:db8::2",
        "BOTH, 2001:db8::1 2001:db8::2 192.0.2.1 192.0.2.2",
        "PREFER_IPV4, 192.0.2.1 192.0.2.2 2001:db8::1 2001:db8::2"
    })
    void theFamiliesInTheirOrder(AddressFamilies families, String expected) {
        assertThat(words(families.choose(addresses("2001:db8::1", "192.0.2.1", "2001:db8::2", "192.0.2.2"), 20)))
                .isEqualTo(expected);
    }

    /** Columns: how many of IPv6 there are, and of IPv4 behind them; how many of each are left of eight. */
    @ParameterizedTest
    @CsvSource({"0, 3, 0, 3", "3, 0, 3, 0", "12, 0, 8, 0", "0, 12, 0, 8", "12, 12, 4, 4", "12, 1, 7, 1", "1, 12, 1, 7"})
    void manyAddressesOfOneFamilyDoNotHideTheOther(int ipv6, int ipv4, int ipv6Left, int ipv4Left) {
        List<InetAddress> all = Stream.concat(
                        IntStream.range(0, ipv6).mapToObj(i -> InetAddresses.forString("2001:db8::" + i)),
                        IntStream.range(0, ipv4).mapToObj(i -> InetAddresses.forString("192.0.2." + i)))
                .toList();

        List<InetAddress> left = AddressFamilies.balanced(all, Function.identity(), 8);

        assertThat(left).isSubsetOf(all).hasSize(ipv6Left + ipv4Left);
        assertThat(left.stream().filter(AddressFamilies.IPV6::include)).hasSize(ipv6Left);
    }

    @Test
    void aConnectionLeavesFromTheAddressOfItsFamily() {
        var source = SourceAddresses.of(addresses("2001:db8::25", "192.0.2.25")).orElseThrow();

        assertThat(source.towards(InetAddresses.forString("198.51.100.1")).map(AddressText::of))
                .contains("192.0.2.25");
        assertThat(source.towards(InetAddresses.forString("2001:db8:1::1")).map(AddressText::of))
                .contains("2001:db8::25");
        assertThat(SourceAddresses.of(addresses("192.0.2.25"))
                        .orElseThrow()
                        .towards(InetAddresses.forString("2001:db8:1::1")))
                .as("the system chooses")
                .isEmpty();
        assertThat(SourceAddresses.of(addresses("192.0.2.25", "192.0.2.26"))).isEmpty();
    }

    @Test
    void whatIsWrittenOverridesWhatTheGatewaySays() {
        var gateway =
                new OutboundAddresses(Optional.of(AddressFamilies.IPV4), SourceAddresses.of(addresses("192.0.2.25")));
        var partner = new OutboundAddresses(Optional.of(AddressFamilies.IPV6), Optional.empty());

        assertThat(partner.over(gateway).families()).isEqualTo(AddressFamilies.IPV6);
        assertThat(partner.over(gateway).source()).hasToString("192.0.2.25");
        assertThat(OutboundAddresses.UNWRITTEN.over(gateway)).isEqualTo(gateway);
        assertThat(OutboundAddresses.STANDARD.over(gateway).source()).isEqualTo(SourceAddresses.OF_SYSTEM);
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1, true", "127.0.0.2, true", "198.51.100.77, false", "2001:db8::1, false"})
    void anAddressOfThisMachine(String address, boolean isOurs) {
        assertThat(LocalAddresses.contain(InetAddresses.forString(address))).isEqualTo(isOurs);
    }
}
