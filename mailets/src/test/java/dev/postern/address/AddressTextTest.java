package dev.postern.address;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.net.InetAddresses;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressTextTest {
    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, 192.0.2.1, 192.0.2.1:25, [192.0.2.1]",
        "2001:DB8:0:0:0:0:0:1, 2001:db8::1, [2001:db8::1]:25, [IPv6:2001:db8::1]",
        "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1, [2001:db8::1:0:0:1]:25, [IPv6:2001:db8::1:0:0:1]",
        "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1, [2001:db8:0:1:1:1:1:1]:25, [IPv6:2001:db8:0:1:1:1:1:1]",
        "0:0:0:0:0:0:0:1, ::1, [::1]:25, [IPv6:::1]",
        "::, ::, [::]:25, [IPv6:::]"
    })
    void theFormOfRfc5952(String given, String text, String withPort, String literal) {
        InetAddress address = InetAddresses.forString(given);

        assertThat(AddressText.of(address)).isEqualTo(text);
        assertThat(AddressText.of(new InetSocketAddress(address, 25))).isEqualTo(withPort);
        assertThat(AddressText.literal(address)).isEqualTo(literal);
    }

    @Test
    void noZoneOfThisMachine() throws UnknownHostException {
        var scoped =
                Inet6Address.getByAddress("", InetAddresses.forString("fe80::1").getAddress(), 1);

        assertThat(scoped.getHostAddress()).contains("%");
        assertThat(AddressText.of(scoped)).isEqualTo("fe80::1");
    }
}
