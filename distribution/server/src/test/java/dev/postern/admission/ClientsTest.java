package dev.postern.admission;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.net.InetAddresses;
import dev.postern.partner.Cidr;
import dev.postern.partner.PartnerDirectory;
import dev.postern.partner.PartnerFixture;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientsTest {
    private PartnerDirectory partners = PartnerDirectory.empty();

    @ParameterizedTest
    @CsvSource({
        "10.1.2.3,OWN_SERVER",
        "10.2.0.0,STRANGER",
        "2001:db8:a::1,OWN_SERVER",
        "2001:db8:b::1,STRANGER",
        "192.0.2.130,PARTNER",
        "192.0.2.127,STRANGER",
        "2001:db8:1:8000::1,PARTNER",
        "2001:db8:1:7fff::1,STRANGER",
        "203.0.113.1,STRANGER",
    })
    void knowsAClientByItsNetwork(String address, ClientKind kind) {
        sources("192.0.2.128/25", "2001:db8:1:8000::/49");
        assertThat(kindOf(address)).isEqualTo(kind);
    }

    @Test
    void followsAReloadOfThePartners() {
        Clients clients = clients();
        var address = InetAddresses.forString("192.0.2.1");
        assertThat(clients.at(address).kind()).isEqualTo(ClientKind.STRANGER);

        sources("192.0.2.1/32");
        assertThat(clients.at(address).kind()).isEqualTo(ClientKind.PARTNER);

        partners = PartnerDirectory.empty();
        assertThat(clients.at(address).kind()).isEqualTo(ClientKind.STRANGER);
    }

    @ParameterizedTest
    @CsvSource({"0.0.0.0/0", "128.0.0.0/1", "192.0.0.0/7", "'::/0'"})
    void aSourceThatIsHalfTheInternetMakesNobodyAPartner(String source) {
        sources(source);
        assertThat(kindOf("192.0.2.1")).isEqualTo(ClientKind.STRANGER);
        assertThat(kindOf("2001:db8:1::1")).isEqualTo(ClientKind.STRANGER);
    }

    private ClientKind kindOf(String address) {
        return clients().at(InetAddresses.forString(address)).kind();
    }

    private Clients clients() {
        List<Cidr> relay = Stream.of("10.1.0.0/16", "2001:db8:a::/48")
                .map(text -> Cidr.parse(text).orElseThrow())
                .toList();
        return new Clients(relay, () -> partners);
    }

    private void sources(String... networks) {
        partners = PartnerFixture.directory(PartnerFixture.contoso().from(networks));
    }
}
