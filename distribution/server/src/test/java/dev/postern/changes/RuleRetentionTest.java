package dev.postern.changes;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import dev.postern.partner.DomainPattern;
import dev.postern.partner.InboundPolicy;
import dev.postern.partner.LoggedLines;
import dev.postern.partner.OutboundPolicy;
import dev.postern.partner.OutboundPolicy.OnFailure;
import dev.postern.partner.Partner;
import dev.postern.partner.PartnerDirectory;
import dev.postern.partner.PartnerMode;
import dev.postern.tls.DnsName;
import dev.postern.tls.TlsPolicy;
import dev.postern.tls.TlsVersion;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RuleRetentionTest {
    private static final List<String> QUEUED = List.of("contoso.test", "eu.contoso.test", "fabrikam.test");

    private final LoggedLines log = new LoggedLines(RuleRetention.class);
    private final RuleRetention retention = new RuleRetention(
            domains -> QUEUED.stream().map(DnsName::new).filter(domains).count());

    @AfterEach
    void stopLogging() {
        log.close();
    }

    private static Partner partner(String name, PartnerMode mode, String... domains) {
        return new Partner(
                name,
                Optional.empty(),
                Optional.empty(),
                Stream.of(domains)
                        .map(domain -> DomainPattern.parse(domain).orElseThrow())
                        .toList(),
                mode,
                new OutboundPolicy(
                        new TlsPolicy.Encrypt(TlsVersion.TLS_1_2), Optional.empty(), OnFailure.DEFER, Optional.empty()),
                new InboundPolicy(
                        List.of(new TlsPolicy.May()),
                        List.of(),
                        Set.of(InboundPolicy.Identity.ENVELOPE),
                        InboundPolicy.OnViolation.REJECT));
    }

    private static Partner contoso(PartnerMode mode) {
        return partner("contoso", mode, "contoso.test", "*.contoso.test");
    }

    private List<String> warnings(List<Partner> before, List<Partner> now) {
        retention.partnersChanged(new PartnerDirectory(before), new PartnerDirectory(now));
        return log.at(Level.WARN);
    }

    @Test
    void aPartnerThatIsRemovedIsNamedWithTheNumberOfItsMessages() {
        var fabrikam = partner("fabrikam", PartnerMode.ENFORCE, "fabrikam.test");

        assertThat(warnings(List.of(contoso(PartnerMode.ENFORCE), fabrikam), List.of(fabrikam)))
                .singleElement()
                .asString()
                .contains("Partner contoso was removed", "2 queued messages", "`postern queue release contoso`")
                .contains("New mail to [contoso.test, *.contoso.test]");
    }

    @Test
    void soIsOneThatIsOnlyMonitoredOrLosesADomain() {
        assertThat(warnings(List.of(contoso(PartnerMode.ENFORCE)), List.of(contoso(PartnerMode.MONITOR))))
                .singleElement()
                .asString()
                .contains("2 queued messages");
        assertThat(warnings(
                        List.of(contoso(PartnerMode.ENFORCE)),
                        List.of(partner("contoso", PartnerMode.ENFORCE, "contoso.test"))))
                .hasSize(2)
                .last()
                .asString()
                .contains("1 queued message)");
    }

    @Test
    void aPartnerThatIsRenamedOrWasOnlyMonitoredIsNot() {
        assertThat(warnings(
                        List.of(contoso(PartnerMode.ENFORCE)),
                        List.of(partner("contoso-ltd", PartnerMode.ENFORCE, "contoso.test", "*.contoso.test"))))
                .isEmpty();
        assertThat(warnings(List.of(contoso(PartnerMode.MONITOR)), List.of())).isEmpty();
    }
}
