package dev.postern.partner;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.net.InetAddresses;
import java.net.Inet6Address;
import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CidrTest {

    @ParameterizedTest
    @CsvSource({
        "192.0.2.0/24, 192.0.2.255, true",
        "192.0.2.0/24, 192.0.3.0, false",
        "192.0.2.7, 192.0.2.7, true",
        "192.0.2.7, 192.0.2.8, false",
        "0.0.0.0/0, 203.0.113.1, true",
        "0.0.0.0/0, 2001:db8::1, false",
        "2001:db8::/32, 2001:db8:ffff::1, true",
        "2001:db8::/32, 2001:db9::1, false",
        "::/0, 2001:db8::1, true",
        "::/0, 192.0.2.1, false",
        "::1/128, ::1, true",
        "128.0.0.0/1, 255.255.255.255, true",
        "192.0.2.0/31, 192.0.2.2, false"
    })
    void contains(String network, String address, boolean contained) {
        assertThat(Cidr.parse(network).orElseThrow().contains(InetAddresses.forString(address)))
                .isEqualTo(contained);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "/24",
                "192.0.2.0/",
                "192.0.2.0/33",
                "192.0.2.1/24",
                "2001:db8::/129",
                "2001:db8::1/32",
                "192.0.2/24",
                "192.0.2.0/-1",
                "192.0.2.0/2 4",
                "mail.contoso.test",
                "192.0.2.0/24/24",
                "192.0.2.0/٢",
                "0192.0.2.0"
            })
    void anythingElseIsNoNetwork(String text) {
        assertThat(Cidr.parse(text)).isEmpty();
    }

    @Test
    void anIpv4MappedAddressIsTheIpv4Address() throws Exception {
        byte[] mapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, (byte) 192, 0, 2, 1};
        InetAddress address = Inet6Address.getByAddress("", mapped, 0);
        assertThat(address).isInstanceOf(Inet6Address.class);

        assertThat(Cidr.parse("192.0.2.0/24").orElseThrow().contains(address)).isTrue();
        assertThat(Cidr.parse("198.51.100.0/24").orElseThrow().contains(address))
                .isFalse();
        assertThat(Cidr.parse("::/0").orElseThrow().contains(address)).isFalse();
    }

    @Test
    void anAddressWithAScopeIsThatAddress() throws Exception {
        byte[] linkLocal = InetAddresses.forString("fe80::1").getAddress();

        assertThat(Cidr.parse("fe80::/10").orElseThrow().contains(Inet6Address.getByAddress("", linkLocal, 1)))
                .isTrue();
    }
}
