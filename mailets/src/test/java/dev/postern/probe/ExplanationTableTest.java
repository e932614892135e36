package dev.postern.probe;

import static dev.postern.delivery.Attempting.CA;
import static dev.postern.delivery.Attempting.ENCRYPT;
import static dev.postern.delivery.Attempting.SECURE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.delivery.Probing;
import dev.postern.partner.OutboundPolicy;
import dev.postern.partner.OutboundPolicy.OnFailure;
import dev.postern.partner.RetryTimes;
import dev.postern.probe.Explanation.Advice;
import dev.postern.route.Route;
import dev.postern.smtpclient.Cause;
import dev.postern.smtpclient.FailureKind;
import dev.postern.smtpclient.Host;
import dev.postern.tls.CertificateAuthority;
import dev.postern.tls.CertificateFingerprint;
import dev.postern.tls.TlsFailure;
import dev.postern.tls.TlsPolicy;
import dev.postern.tls.TlsSession;
import dev.postern.tls.TlsVersion;
import java.net.InetAddress;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ExplanationTableTest {
    private static final TlsSession CLEAR = new TlsSession.Clear();

    private static Host host(String name) {
        return new Host(name, InetAddress.getLoopbackAddress(), 25, Host.Origin.MX, false);
    }

    private static Explanation of(Cause cause, Host host, TlsSession session) {
        return ExplanationTable.of(cause, Probing.request(SECURE), Optional.of(host), session);
    }

    private static void isWhole(Explanation explanation) {
        assertThat(explanation.meaning()).endsWith(".").hasSizeGreaterThan(10);
        assertThat(explanation.advice())
                .isNotEmpty()
                .allSatisfy(advice -> assertThat(advice.what()).matches("(?s)[A-Z].*[.)]"));
    }

    @ParameterizedTest
    @EnumSource(FailureKind.class)
    void everyKindOfFailureIsExplained(FailureKind kind) {
        isWhole(of(Cause.of(kind, "as it happened"), host("mx.contoso.test"), CLEAR));
    }

    @ParameterizedTest
    @EnumSource(TlsFailure.class)
    void everyTlsFailureIsExplained(TlsFailure failure) {
        Host host = host("mx.contoso.test");
        isWhole(of(Cause.tls(failure, "as it happened", host), host, CLEAR));
    }

    @ParameterizedTest
    @EnumSource(FailureKind.class)
    void everyKindOfFailureHasAStatus(FailureKind kind) {
        assertThat(ProbeStatus.of(Cause.of(kind, "550 5.7.1 as it happened")) == ProbeStatus.HOLDS)
                .isEqualTo(kind == FailureKind.NONE);
    }

    private static Stream<Party> actors(Explanation explanation) {
        return explanation.advice().stream().map(Advice::who);
    }

    @Test
    void thePartnersOwnServerIsForThePartnerToRepair() {
        Host host = host("mx1.mail.contoso.test");

        assertThat(actors(of(Cause.tls(TlsFailure.CERTIFICATE_EXPIRED, "", host), host, CLEAR)))
                .contains(Party.PARTNER)
                .doesNotContain(Party.PROVIDER);
    }

    @Test
    void aServerUnderAnotherNameIsForTheProviderToRepair() {
        Host host = host("contoso-test.mail.protection.provider.example");

        assertThat(actors(of(Cause.tls(TlsFailure.CERTIFICATE_EXPIRED, "", host), host, CLEAR)))
                .contains(Party.PROVIDER)
                .doesNotContain(Party.PARTNER);
    }

    @Test
    void aServerOfOurOwnIsForUsToRepair() {
        var policy = new OutboundPolicy(
                ENCRYPT, Optional.empty(), Optional.empty(), OnFailure.DEFER, RetryTimes.ofGateway());
        var own = new ProbeRequest(Probing.DOMAIN, new Route(Optional.empty(), policy), RuleSource.OWN_DOMAIN);
        Host host = host("mail.elsewhere.test");

        assertThat(actors(ExplanationTable.of(
                        Cause.tls(TlsFailure.STARTTLS_NOT_SUPPORTED, "", host), own, Optional.of(host), CLEAR)))
                .containsOnly(Party.US);
    }

    @Test
    void aSelfSignedCertificateAndAnUnknownCaAreExplainedApart() {
        Host host = host("mx.contoso.test");
        Cause cause = Cause.tls(TlsFailure.CERTIFICATE_NOT_TRUSTED, "", host);
        var selfSigned =
                encrypted(CertificateAuthority.selfSigned("mx.contoso.test").chain());
        var unknown = encrypted(
                CertificateAuthority.create("Unknown").issue("mx.contoso.test").chain());

        assertThat(of(cause, host, selfSigned).meaning()).contains("self-signed");
        assertThat(of(cause, host, unknown).meaning()).contains("No CA that we trust");
    }

    @Test
    void aChangedKeyIsToBeAskedForByTelephone() {
        Host host = host("mx.contoso.test");
        TlsPolicy pinned = new TlsPolicy.Fingerprint(
                TlsVersion.TLS_1_2, Set.of(CertificateFingerprint.ofPublicKey(CA.certificate())));

        Explanation explanation = ExplanationTable.of(
                Cause.tls(TlsFailure.CERTIFICATE_NOT_TRUSTED, "", host),
                Probing.request(pinned),
                Optional.of(host),
                CLEAR);

        assertThat(explanation.meaning()).contains("another certificate or key");
        assertThat(explanation.advice().get(0).what()).contains("by telephone");
    }

    @Test
    void aReplyThatAsksToTryAgainIsNoRejection() {
        assertThat(of(Cause.of(FailureKind.REPLY, "421 busy"), host("mx.contoso.test"), CLEAR)
                        .meaning())
                .contains("try again");
        assertThat(ProbeStatus.of(Cause.of(FailureKind.REPLY, "421 busy"))).isEqualTo(ProbeStatus.COULD_NOT_TELL);
        assertThat(ProbeStatus.of(Cause.of(FailureKind.REPLY, "554 no"))).isEqualTo(ProbeStatus.FALLS_SHORT);
    }

    private static TlsSession encrypted(List<X509Certificate> chain) {
        return new TlsSession.Encrypted(TlsVersion.TLS_1_3, "TLS_AES_128_GCM_SHA256", chain);
    }
}
