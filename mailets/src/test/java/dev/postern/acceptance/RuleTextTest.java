package dev.postern.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.address.OutboundAddresses;
import dev.postern.pace.OutboundLimits;
import dev.postern.partner.NextHop;
import dev.postern.partner.OutboundPolicy;
import dev.postern.partner.Partner;
import dev.postern.partner.PartnerFixture;
import dev.postern.partner.RetryTimes;
import dev.postern.partner.Submission;
import dev.postern.partnersfile.PolicyForms;
import dev.postern.quirks.IgnoredKeywords;
import dev.postern.tls.CertificateAuthority;
import dev.postern.tls.CertificateFingerprint;
import dev.postern.tls.CertificateMatch;
import dev.postern.tls.TlsPolicy;
import dev.postern.tls.TlsSecurityLevel;
import dev.postern.tls.TlsVersion;
import dev.postern.tls.TrustAnchors;
import java.security.cert.X509Certificate;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RuleTextTest {
    private static final List<CertificateMatch> NAMES = List.of(
            CertificateMatch.parse("mx.contoso.test").orElseThrow(),
            CertificateMatch.parse("*.mail.contoso.test").orElseThrow());

    static Stream<TlsPolicy> policies() {
        var ca = CertificateAuthority.create("Contoso CA");
        return Stream.of(
                new TlsPolicy.Encrypt(TlsVersion.TLS_1_3),
                new TlsPolicy.Fingerprint(
                        TlsVersion.TLS_1_2,
                        Set.of(CertificateFingerprint.ofCertificate(
                                ca.issue("mx.contoso.test").certificate()))),
                new TlsPolicy.Secure(TlsVersion.TLS_1_2, NAMES, ca.trustAnchors()),
                new TlsPolicy.Secure(TlsVersion.TLS_1_3, NAMES, PolicyForms.jvmRoots()));
    }

    @ParameterizedTest
    @MethodSource("policies")
    void everyRuleIsReadAsItWasWritten(TlsPolicy policy) {
        var literal = NextHop.parse("[2001:db8::1]:25").orElseThrow();
        var other = NextHop.parse("mx.contoso.test:465").orElseThrow();
        for (var nextHops : List.of(List.<NextHop>of(), List.of(literal), List.of(literal, other))) {
            var rule = new AcceptedRule("contoso", policy, nextHops);

            assertThat(RuleText.parse(RuleText.of(rule))).isEqualTo(new Acceptance.Bound(rule));
            assertThat(RuleText.of(rule).length()).isLessThan(4096);
        }
    }

    /** All of them: what the message may go to later is compared with what was agreed then. */
    @Test
    void allNextHopsOfThePartnerAreRecorded() {
        var nextHops = List.of(
                NextHop.parse("mx1.contoso.test:25").orElseThrow(),
                NextHop.parse("mx2.contoso.test:25").orElseThrow());
        OutboundPolicy outbound = new OutboundPolicy(
                new TlsPolicy.Encrypt(TlsVersion.TLS_1_2),
                Optional.empty(),
                Optional.of(nextHops.get(0)),
                new Submission(List.of(nextHops.get(1)), Optional.empty(), Optional.empty()),
                OutboundPolicy.OnFailure.DEFER,
                RetryTimes.ofGateway(),
                IgnoredKeywords.none(),
                OutboundAddresses.UNWRITTEN,
                OutboundLimits.NONE);
        Partner contoso = PartnerFixture.contoso().partner();

        assertThat(AcceptedRule.of(new Partner(
                        contoso.name(),
                        Optional.empty(),
                        Optional.empty(),
                        contoso.domains(),
                        contoso.mode(),
                        outbound,
                        contoso.inbound())))
                .hasValueSatisfying(rule -> assertThat(rule.nextHops()).isEqualTo(nextHops));
    }

    /** Each message would carry them; of the rule it is still known how strong it was. */
    @Test
    void aLargeSetOfTrustAnchorsIsNotWritten() {
        Set<X509Certificate> many = new HashSet<>();
        for (int ca = 0; ca < 9; ca++) {
            many.addAll(CertificateAuthority.create("CA " + ca).trustAnchors().certificates());
        }
        var rule = new AcceptedRule(
                "contoso", new TlsPolicy.Secure(TlsVersion.TLS_1_2, NAMES, new TrustAnchors(many)), List.of());

        Acceptance read = RuleText.parse(RuleText.of(rule));

        assertThat(RuleText.of(rule).length()).isLessThan(200);
        assertThat(read).isInstanceOfSatisfying(Acceptance.Bound.class, bound -> {
            assertThat(bound.rule().tls()).isEmpty();
            assertThat(bound.rule().strength().level()).isEqualTo(TlsSecurityLevel.SECURE);
        });
        assertThat(RuleInForce.of(read, Optional.empty(), false)).isInstanceOf(RuleInForce.Withheld.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "partner contoso",
                "partner contoso\nlevel strict\nminVersion TLSv1.2",
                "partner contoso\nlevel encrypt",
                "partner contoso\nlevel encrypt\nminVersion TLSv9",
                "partner contoso\nlevel fingerprint\nminVersion TLSv1.2",
                "partner contoso\nlevel fingerprint\nminVersion TLSv1.2\nfingerprint sha256:00",
                "partner contoso\nlevel secure\nminVersion TLSv1.2\nmatch mx.contoso.test",
                "partner contoso\nlevel secure\nminVersion TLSv1.2\nanchors jvm",
                "partner contoso\nlevel secure\nminVersion TLSv1.2\nmatch mx.contoso.test\nanchor AAAA",
                "partner contoso\nlevel dane\nminVersion TLSv1.2",
                "partner contoso\nlevel encrypt\nminVersion TLSv1.2\nnextHop nowhere",
                "partner contoso\nlevel encrypt\nminVersion TLSv1.2\nnextHop mx.contoso.test:25\nnextHop nowhere",
                "partner contoso\nlevel encrypt\nminVersion TLSv1.2\nlater yes"
            })
    void whatIsDamagedOrOfALaterVersionIsNoRuleThatCouldBeSatisfied(String text) {
        Acceptance read = RuleText.parse(text);

        assertThat(read).isInstanceOf(Acceptance.Unreadable.class);
        assertThat(RuleInForce.of(read, Optional.empty(), false)).isInstanceOf(RuleInForce.Withheld.class);
        assertThat(RuleInForce.of(read, Optional.empty(), true)).isInstanceOf(RuleInForce.Current.class);
    }
}
