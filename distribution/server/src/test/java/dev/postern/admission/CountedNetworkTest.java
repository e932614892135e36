package dev.postern.admission;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.net.InetAddresses;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CountedNetworkTest {

    @ParameterizedTest
    @CsvSource({
        "203.0.113.7, 203.0.113.7 203.0.113.0/24",
        "255.255.255.255, 255.255.255.255 255.255.255.0/24",
        "2001:db8:1:2ff:3:4:5:6, 2001:db8:1:2ff::/64 2001:db8:1:200::/56 2001:db8:1::/48",
        "::1, ::/64 ::/56 ::/48",
    })
    void countsForTheNetworksAroundAnAddress(String address, String networks) {
        assertThat(networks(InetAddresses.forString(address))).isEqualTo(networks);
    }

    @Test
    void anIpv4MappedIpv6AddressCountsAsIpv4() throws Exception {
        byte[] mapped = InetAddresses.forString("::1").getAddress();
        mapped[15] = 7;
        mapped[14] = 113;
        mapped[13] = 0;
        mapped[12] = (byte) 203;
        mapped[11] = mapped[10] = -1;

        assertThat(networks(Inet6Address.getByAddress("", mapped, 0))).isEqualTo("203.0.113.7 203.0.113.0/24");
    }

    private static String networks(InetAddress address) {
        return CountedNetwork.of(address).stream().map(CountedNetwork::toString).collect(Collectors.joining(" "));
    }
}
