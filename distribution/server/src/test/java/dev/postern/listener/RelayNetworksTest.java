package dev.postern.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.commons.configuration2.ex.ConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RelayNetworksTest {
    @ParameterizedTest
    @CsvSource({
        "2001:db8:1:2::10/128, 2001:db8:1:2::11",
        "2001:db8:1:2::10, 2001:db8:1:2::11",
        "::1/128, ::2",
        "2001:db8:1:2::/64, 2001:db8:1:3::1",
        "2001:db8:1:2::/127, 2001:db8:1:2::2",
        "192.0.2.0/25, 192.0.2.128",
        "192.0.2.1/32, 192.0.2.2",
    })
    void aNeighbourOfARelayNetworkCannotRelay(String network, String neighbour) throws Exception {
        assertThat(RelayNetworks.parse(network).contain(neighbour)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "2001:db8::/32, 2001:db8:ffff::1",
        "2001:db8:1:2::10/128, 2001:db8:1:2:0:0:0:10",
        "fe80::/10, fe80::1%eth0",
        "'127.0.0.1/32,192.0.2.0/24', 192.0.2.200",
        "'127.0.0.1/32, ::1/128', 0:0:0:0:0:0:0:1",
    })
    void itsOwnHostsCan(String networks, String host) throws Exception {
        assertThat(RelayNetworks.parse(networks).contain(host)).isTrue();
    }

    @Test
    void withoutNetworksNobodyCan() throws Exception {
        assertThat(RelayNetworks.parse("").contain("127.0.0.1")).isFalse();
    }

    @Test
    void whatIsNoNetworkIsAProblem() {
        assertThatThrownBy(() -> RelayNetworks.parse("127.0.0.1,mail.example.org"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("mail.example.org");
    }
}
