package dev.postern.partner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.tls.DnsName;
import dev.postern.tls.TlsPolicy;
import dev.postern.tls.TlsVersion;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PartnerDirectoryTest {
    private static final TlsPolicy ENCRYPT = new TlsPolicy.Encrypt(TlsVersion.TLS_1_2);
    private static final PartnerDirectory DIRECTORY = new PartnerDirectory(List.of(
            partner("contoso", "contoso.test", "*.contoso.test"),
            partner("contoso-lab", "*.lab.contoso.test"),
            partner("fabrikam", "mail.fabrikam.test"),
            partner("munich", "münchen.test")));

    private static Partner partner(String name, String... domains) {
        return new Partner(
                name,
                Optional.empty(),
                Optional.empty(),
                Stream.of(domains)
                        .map(domain -> DomainPattern.parse(domain).orElseThrow())
                        .toList(),
                PartnerMode.ENFORCE,
                new OutboundPolicy(ENCRYPT, Optional.empty(), OutboundPolicy.OnFailure.DEFER, Optional.empty()),
                new InboundPolicy(
                        List.of(ENCRYPT),
                        List.of(),
                        Set.of(InboundPolicy.Identity.ENVELOPE),
                        InboundPolicy.OnViolation.REJECT));
    }

    @ParameterizedTest
    @CsvSource({
        "contoso.test, contoso",
        "CONTOSO.TEST., contoso",
        "mail.contoso.test, contoso",
        "a.b.contoso.test, contoso",
        "x.lab.contoso.test, contoso-lab",
        "lab.contoso.test, contoso",
        "mail.fabrikam.test, fabrikam",
        "MÜNCHEN.test, munich",
        "xn--mnchen-3ya.test, munich"
    })
    void whoseDomain(String domain, String partner) {
        assertThat(DIRECTORY.partnerOf(DnsName.parse(domain).orElseThrow()))
                .map(Partner::name)
                .contains(partner);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"test", "evilcontoso.test", "contoso.test.evil.test", "fabrikam.test", "x.mail.fabrikam.test"})
    void nobodysDomain(String domain) {
        assertThat(DIRECTORY.partnerOf(DnsName.parse(domain).orElseThrow())).isEmpty();
    }

    @Test
    void aStarIsNotTheDomainItself() {
        var below = new PartnerDirectory(List.of(partner("below", "*.contoso.test")));

        assertThat(below.partnerOf(new DnsName("contoso.test"))).isEmpty();
        assertThat(DomainPattern.parse("*.contoso.test")).get().hasToString("*.contoso.test");
        assertThat(DomainPattern.parse("*.contoso.test").orElseThrow().matches(new DnsName("a.b.contoso.test")))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "*", "*.", "*.*.test", "a.*.test", "@contoso.test", "a b.test"})
    void whatIsNoPattern(String text) {
        assertThat(DomainPattern.parse(text)).isEmpty();
    }

    @Test
    void twoPartnersCannotClaimOneDomainOrName() {
        assertThatThrownBy(() -> new PartnerDirectory(List.of(partner("a", "x.test"), partner("b", "X.test."))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("two partners claim x.test");
        assertThatThrownBy(() -> new PartnerDirectory(List.of(partner("a", "*.x.test"), partner("b", "*.x.test"))))
                .hasMessage("two partners claim *.x.test");
        assertThatThrownBy(() -> new PartnerDirectory(List.of(partner("a", "x.test"), partner("a", "y.test"))))
                .hasMessage("two partners are named a");
    }

    @Test
    void partnersKeepTheirOrder() {
        assertThat(DIRECTORY.partners())
                .extracting(Partner::name)
                .containsExactly("contoso", "contoso-lab", "fabrikam", "munich");
        assertThat(DIRECTORY.named("munich")).isPresent();
        assertThat(DIRECTORY.named("Munich")).isEmpty();
        assertThat(PartnerDirectory.empty().partners()).isEmpty();
    }
}
