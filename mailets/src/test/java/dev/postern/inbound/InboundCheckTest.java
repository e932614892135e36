package dev.postern.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.partner.InboundPolicy.Identity;
import dev.postern.partner.PartnerFixture;
import dev.postern.sender.SenderClaim;
import dev.postern.smtp.Conversation;
import dev.postern.smtp.NegotiatedSession;
import dev.postern.tls.CertificateAuthority;
import dev.postern.tls.CertificateFingerprint;
import dev.postern.tls.CertificateMatch;
import dev.postern.tls.CertificateTemplate;
import dev.postern.tls.ClientPurpose;
import dev.postern.tls.DnsName;
import dev.postern.tls.TlsFailure;
import dev.postern.tls.TlsPolicy;
import dev.postern.tls.TlsSession;
import dev.postern.tls.TlsVersion;
import dev.postern.tls.TrustAnchors;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLSession;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.Test;

/** Replies are asked of a conversation, as the client sees them. */
class InboundCheckTest {
    private static final CertificateAuthority CA = CertificateAuthority.create("Contoso CA");
    private static final X509Certificate AGREED = CA.issue("mail.contoso.test").certificate();
    private static final String NEEDS_CERTIFICATE =
            "550 5.7.1 Mail from contoso.test is accepted with the agreed client certificate only";

    private final PartnerFixture named = PartnerFixture.contoso().over(names(CA.trustAnchors()));

    @Test
    void the_agreed_client_certificate_is_let_through() {
        assertThat(reply(named, NegotiatedSession.tls13(AGREED))).startsWith("250");
    }

    @Test
    void no_client_certificate_is_refused() {
        assertThat(reply(named, NegotiatedSession.tls13())).isEqualTo(NEEDS_CERTIFICATE);
    }

    @Test
    void a_client_certificate_with_another_name_is_refused() {
        assertThat(reply(
                        named,
                        NegotiatedSession.tls13(CA.issue("mail.evil.test").certificate())))
                .isEqualTo(NEEDS_CERTIFICATE);
    }

    @Test
    void the_right_name_from_another_ca_is_refused() {
        var evil = CertificateAuthority.create("Contoso CA").issue("mail.contoso.test");
        assertThat(reply(named, NegotiatedSession.tls13(evil.certificate()))).isEqualTo(NEEDS_CERTIFICATE);
    }

    @Test
    void an_expired_client_certificate_is_refused() {
        var expired = CA.issue(CertificateTemplate.of("mail.contoso.test").expired());
        assertThat(reply(named, NegotiatedSession.tls13(expired.certificate()))).isEqualTo(NEEDS_CERTIFICATE);
    }

    @Test
    void a_certificate_that_a_public_ca_issues_for_servers_only_is_one() {
        var server = CA.issue(CertificateTemplate.of("mail.contoso.test").goodFor(KeyPurposeId.id_kp_serverAuth));
        assertThat(reply(named, NegotiatedSession.tls13(server.certificate()))).startsWith("250");
    }

    @Test
    void with_purpose_client_a_certificate_for_servers_only_is_none() {
        var server = CA.issue(CertificateTemplate.of("mail.contoso.test").goodFor(KeyPurposeId.id_kp_serverAuth));
        var client = CA.issue(CertificateTemplate.of("mail.contoso.test").goodFor(KeyPurposeId.id_kp_clientAuth));
        var strict = PartnerFixture.contoso()
                .over(new TlsPolicy.Secure(
                        TlsVersion.TLS_1_2,
                        CertificateMatch.parse("mail.contoso.test").stream().toList(),
                        CA.trustAnchors(),
                        ClientPurpose.CLIENT));
        assertThat(reply(strict, NegotiatedSession.tls13(server.certificate()))).isEqualTo(NEEDS_CERTIFICATE);
        assertThat(reply(strict, NegotiatedSession.tls13(client.certificate()))).startsWith("250");
    }

    @Test
    void a_certificate_for_something_else_than_tls_is_refused() {
        for (KeyPurposeId purpose : List.of(
                KeyPurposeId.id_kp_codeSigning, KeyPurposeId.id_kp_emailProtection, KeyPurposeId.id_kp_OCSPSigning)) {
            var other = CA.issue(CertificateTemplate.of("mail.contoso.test").goodFor(purpose));
            assertThat(reply(named, NegotiatedSession.tls13(other.certificate())))
                    .isEqualTo(NEEDS_CERTIFICATE);
        }
    }

    @Test
    void clear_text_after_a_handshake_that_failed_is_told_apart() throws UnknownHostException {
        var handshakes = new FailedHandshakes(Clock.systemUTC());
        InetAddress client = InetAddress.getByName("192.0.2.7");
        handshakes.add(client, "no cipher suites in common");
        var check = new InboundCheck(Clock.systemUTC(), RelayRule.NONE, handshakes);
        var partner = PartnerFixture.contoso();
        var claim = new SenderClaim(partner.partner(), new DnsName("contoso.test"), Identity.ENVELOPE);

        assertThat(check.check(claim, client, new TlsSession.Clear()))
                .isInstanceOfSatisfying(InboundVerdict.Violation.class, violation -> {
                    assertThat(violation.failure()).contains(TlsFailure.VALIDATION_FAILURE);
                    assertThat(violation.reason())
                            .matches("the connection is in clear text; a TLS handshake from 192.0.2.7 failed"
                                    + " \\d+ s before: no cipher suites in common");
                    assertThat(violation.reply().toString()).doesNotContain("cipher");
                });
        assertThat(check.check(claim, InetAddress.getByName("192.0.2.8"), new TlsSession.Clear()))
                .isInstanceOfSatisfying(
                        InboundVerdict.Violation.class,
                        violation -> assertThat(violation.failure()).contains(TlsFailure.STARTTLS_NOT_SUPPORTED));
        handshakes.forget(client);
        assertThat(check.check(claim, client, new TlsSession.Clear()))
                .isInstanceOfSatisfying(
                        InboundVerdict.Violation.class,
                        violation -> assertThat(violation.failure()).contains(TlsFailure.STARTTLS_NOT_SUPPORTED));
    }

    @Test
    void one_of_names_and_fingerprints_is_enough() {
        var selfSigned = CertificateAuthority.selfSigned("anything.test").certificate();
        var fingerprint =
                new TlsPolicy.Fingerprint(TlsVersion.TLS_1_2, Set.of(CertificateFingerprint.ofPublicKey(selfSigned)));
        var either = PartnerFixture.contoso().over(names(CA.trustAnchors()), fingerprint);
        assertThat(reply(either, NegotiatedSession.tls13(selfSigned))).startsWith("250");
        assertThat(reply(either, NegotiatedSession.tls13(AGREED))).startsWith("250");
        assertThat(reply(
                        either,
                        NegotiatedSession.tls13(CertificateAuthority.selfSigned("mail.contoso.test")
                                .certificate())))
                .isEqualTo(NEEDS_CERTIFICATE);
    }

    @Test
    void another_address_than_the_partners_is_refused_even_with_its_certificate() {
        var conversation = Conversation.with(named.from("192.0.2.0/24"))
                .from("198.51.100.7")
                .over(NegotiatedSession.tls13(AGREED))
                .greeted();
        assertThat(conversation.say("MAIL FROM:<bob@contoso.test>"))
                .isEqualTo("550 5.7.1 Mail from contoso.test is not accepted from this host");
    }

    @Test
    void an_address_of_the_partner_is_let_through() {
        var conversation = Conversation.with(named.from("192.0.2.0/24", "2001:db8::/32"))
                .from("2001:db8:1::7")
                .over(NegotiatedSession.tls13(AGREED))
                .greeted();
        assertThat(conversation.say("MAIL FROM:<bob@contoso.test>")).startsWith("250");
    }

    @Test
    void the_address_is_judged_before_tls() {
        var conversation = Conversation.with(named.from("192.0.2.0/24")).greeted();
        assertThat(conversation.say("MAIL FROM:<bob@contoso.test>")).startsWith("550 5.7.1 ");
    }

    @Test
    void a_deferring_partner_gets_the_same_reasons_as_4xx() {
        var deferring = named.deferring();
        assertThat(Conversation.with(deferring).greeted().say("MAIL FROM:<bob@contoso.test>"))
                .isEqualTo("451 4.7.10 Encryption needed: mail from contoso.test is accepted over TLS only");
        assertThat(reply(deferring, NegotiatedSession.tls11())).startsWith("451 4.7.10 ");
        assertThat(reply(deferring, NegotiatedSession.tls13())).startsWith("451 4.7.1 ");
        assertThat(reply(deferring.from("192.0.2.0/24"), NegotiatedSession.tls13(AGREED)))
                .startsWith("451 4.7.1 ");
    }

    @Test
    void a_rule_that_cannot_be_evaluated_defers() {
        // An address that nobody resolved, as a broken proxy protocol header would leave it.
        var conversation = Conversation.with(named.from("192.0.2.0/24")).over(NegotiatedSession.tls13(AGREED));
        conversation.greeted();
        conversation.transport.remote = InetSocketAddress.createUnresolved("nowhere.invalid", 1);
        assertThat(conversation.say("MAIL FROM:<bob@contoso.test>"))
                .isEqualTo("451 4.3.0 Could not look up the rule for this sender, try again later");
    }

    @Test
    void a_monitored_rule_that_cannot_be_evaluated_refuses_nothing() {
        var conversation =
                Conversation.with(named.from("192.0.2.0/24").monitored()).greeted();
        conversation.transport.remote = InetSocketAddress.createUnresolved("nowhere.invalid", 1);
        assertThat(conversation.say("MAIL FROM:<bob@contoso.test>")).startsWith("250");
    }

    @Test
    void nothing_internal_stands_in_any_reply() {
        var secret = PartnerFixture.named("secret-handle", "contoso.test")
                .over(names(CA.trustAnchors()))
                .from("198.51.100.0/24");
        for (SSLSession session : List.of(
                NegotiatedSession.beforeHandshake(),
                NegotiatedSession.tls11(),
                NegotiatedSession.tls13(),
                NegotiatedSession.tls13(CA.issue("mail.evil.test").certificate()))) {
            assertThat(reply(secret, session))
                    .doesNotContain("secret-handle", "198.51.100", "Contoso CA", "mail.", "sha256", "TLSv1");
        }
    }

    private static String reply(PartnerFixture partner, SSLSession session) {
        return Conversation.with(partner).over(session).greeted().say("MAIL FROM:<bob@contoso.test>");
    }

    private static TlsPolicy names(TrustAnchors anchors) {
        return new TlsPolicy.Secure(
                TlsVersion.TLS_1_2,
                List.of(CertificateMatch.parse("mail.contoso.test").orElseThrow()),
                anchors);
    }
}
