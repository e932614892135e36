package dev.postern.route;

import static dev.postern.delivery.Attempting.CA;
import static dev.postern.delivery.Attempting.RECIPIENT;
import static dev.postern.delivery.Attempting.SECRET;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.delivery.Outbound;
import dev.postern.delivery.ScriptedSmtpServer;
import dev.postern.partner.PartnerMode;
import dev.postern.smtpclient.Host;
import dev.postern.smtpclient.ReferenceName;
import dev.postern.tls.CertificateAuthority;
import dev.postern.tls.CertificateFingerprint;
import dev.postern.tls.CertificateMatch;
import dev.postern.tls.IssuedCertificate;
import dev.postern.tls.TlsPolicy;
import dev.postern.tls.TlsVersion;
import java.net.InetAddress;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.mail.MessagingException;
import org.apache.mailet.Mail;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Each level through MX hosts, whose names come from whoever answers for the DNS. */
class RoutedByMxTest {
    private final ScriptedSmtpServer server = new ScriptedSmtpServer();
    private Optional<Outbound> outbound = Optional.empty();

    @AfterEach
    void stop() {
        outbound.ifPresent(Outbound::close);
        server.close();
    }

    private static TlsPolicy secure(CertificateAuthority anchors, String... match) {
        return new TlsPolicy.Secure(
                TlsVersion.TLS_1_2,
                Stream.of(match)
                        .map(name -> CertificateMatch.parse(name).orElseThrow())
                        .toList(),
                anchors.trustAnchors());
    }

    /** The domain's only MX host has that name, whatever the certificate says. */
    private boolean isDelivered(TlsPolicy policy, String mx) throws MessagingException {
        outbound = Optional.of(new Outbound(
                Outbound.byMx(PartnerMode.ENFORCE, policy), Outbound.settings(server.port()), Optional.empty()));
        outbound.get().dns.mx("contoso.test", mx + ".").address(mx, "127.0.0.1");
        Mail mail = outbound.get().queued(RECIPIENT);
        outbound.get().attempt(mail);
        return mail.getRecipients().isEmpty();
    }

    private void heardNothing() {
        outbound.ifPresent(Outbound::close);
        outbound = Optional.empty();
        assertThat(server.heardInClear() + server.heardInTls())
                .doesNotContain("MAIL FROM")
                .doesNotContain(SECRET);
    }

    @Test
    void theMxIsRedirectedByDnsToAHostWithAValidCertificateOfItsOwn() throws MessagingException {
        server.withTls(CA.issue("mx.mallory.test"));

        assertThat(isDelivered(secure(CA, "contoso.test", "*.contoso.test"), "mx.mallory.test"))
                .isFalse();
        assertThat(outbound.orElseThrow().log.lines().get(0)).contains("token=certificate-host-mismatch");
        heardNothing();
    }

    @Test
    void theMxIsRedirectedByDnsToAHostThatIsNamedRightAndCertifiedByAnother() throws MessagingException {
        server.withTls(CertificateAuthority.create("Mallory's CA").issue("mx.contoso.test"));

        assertThat(isDelivered(secure(CA, "*.contoso.test"), "mx.contoso.test")).isFalse();
        assertThat(outbound.orElseThrow().log.lines().get(0)).contains("token=certificate-not-trusted");
        heardNothing();
    }

    @Test
    void theMxIsRedirectedByDnsToAHostWithAnotherKey() throws MessagingException {
        var agreed =
                CertificateFingerprint.ofPublicKey(CA.issue("mx.contoso.test").certificate());
        server.withTls(CA.issue("mx.contoso.test"));

        assertThat(isDelivered(new TlsPolicy.Fingerprint(TlsVersion.TLS_1_2, Set.of(agreed)), "mx.contoso.test"))
                .isFalse();
        heardNothing();
    }

    @Test
    void theRuleIsTightenedWhileTheMxHostsAreLookedUp() throws MessagingException {
        server.withTls(CertificateAuthority.selfSigned("whatever.test"));
        var tightened = new Outbound(
                Outbound.byMx(PartnerMode.ENFORCE, new TlsPolicy.Encrypt(TlsVersion.TLS_1_2)),
                Outbound.settings(server.port()),
                Optional.empty());
        outbound = Optional.of(tightened);
        tightened
                .dns
                .mx("contoso.test", "mx.contoso.test.")
                .address("mx.contoso.test", "127.0.0.1")
                .meanwhile(() -> tightened.become(Outbound.byMx(PartnerMode.ENFORCE, secure(CA, "mx.contoso.test"))));
        Mail mail = tightened.queued(RECIPIENT);

        assertThat(tightened.attempt(mail)).as("how long it waits").isPresent();

        assertThat(tightened.log.lines().get(0)).contains("was changed during the attempt");
        heardNothing();
    }

    @Test
    void theAgreedNameCountsWhateverTheMxRecordCallsTheHost() throws MessagingException {
        server.withTls(CA.issue("mail.contoso.test"));

        assertThat(isDelivered(secure(CA, "mail.contoso.test"), "mx.provider.test"))
                .isTrue();
    }

    @Test
    void anyOfSeveralFingerprintsOfCertificateOrKeyCounts() throws MessagingException {
        IssuedCertificate expired = CertificateAuthority.selfSigned("whatever.test");
        var old = CertificateFingerprint.ofCertificate(
                CA.issue("old.contoso.test").certificate());
        server.withTls(expired);

        assertThat(isDelivered(
                        new TlsPolicy.Fingerprint(
                                TlsVersion.TLS_1_2,
                                Set.of(old, CertificateFingerprint.ofPublicKey(expired.certificate()))),
                        "mx.contoso.test"))
                .isTrue();
    }

    @Test
    void encryptProvesNobodyAndGoesByAnyCertificate() throws MessagingException {
        server.withTls(CertificateAuthority.selfSigned("whatever.test"));

        assertThat(isDelivered(new TlsPolicy.Encrypt(TlsVersion.TLS_1_2), "mx.mallory.test"))
                .isTrue();
    }

    @Test
    void aNameBeyondAsciiIsProvedInItsAsciiForm() throws MessagingException {
        server.withTls(CA.issue("mx.xn--bcher-kva.test"));

        assertThat(isDelivered(secure(CA, "*.b\u00fccher.test"), "mx.xn--bcher-kva.test"))
                .isTrue();
    }

    @Test
    void sniIsAnAgreedNameAndNeverOneThatOnlyTheDnsSays() {
        var host = new Host("mx.provider.test", InetAddress.getLoopbackAddress(), 25);

        assertThat(ReferenceName.of(secure(CA, "*.contoso.test", "mail.contoso.test"), host))
                .contains("mail.contoso.test");
        assertThat(ReferenceName.of(secure(CA, "mail.contoso.test", "*.provider.test"), host))
                .contains("mx.provider.test");
        assertThat(ReferenceName.of(new TlsPolicy.Encrypt(TlsVersion.TLS_1_2), host))
                .contains("mx.provider.test");
    }
}
