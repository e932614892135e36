package dev.postern.lanes;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OrganisationalDomainTest {
    @ParameterizedTest
    @CsvSource({
        "a.b.example.com, example.com",
        "example.com, example.com",
        "mx.example.co.uk, example.co.uk",
        "contoso-com.mail.protection.outlook.com, outlook.com",
        "a1.duckdns.org, duckdns.org",
        "mx1.sub.contoso.test, contoso.test",
        "contoso.test, contoso.test",
        "co.uk, co.uk",
        "pvt.k12.ma.us, pvt.k12.ma.us",
        "localhost, localhost",
        "127.0.0.1, 127.0.0.1",
        "-not a name-, -not a name-"
    })
    void theOwnersDomain(String name, String owner) {
        assertThat(OrganisationalDomain.of(name)).isEqualTo(owner);
    }
}
