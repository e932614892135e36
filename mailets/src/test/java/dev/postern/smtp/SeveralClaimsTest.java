package dev.postern.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.arrival.Arrival;
import dev.postern.partner.PartnerFixture;
import dev.postern.tls.CertificateAuthority;
import dev.postern.tls.CertificateMatch;
import dev.postern.tls.TlsPolicy;
import dev.postern.tls.TlsVersion;
import java.security.cert.X509Certificate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A message that claims to be several partners' is held to the rule of each: none of them vouches for another. */
class SeveralClaimsTest {
    private static final CertificateAuthority CA = CertificateAuthority.create("CA of the partners");
    private static final X509Certificate OF_CONTOSO =
            CA.issue("mail.contoso.test").certificate();
    private static final X509Certificate OF_FABRIKAM =
            CA.issue("mail.fabrikam.test").certificate();
    private static final String CONTOSO_NEEDS_TLS =
            "530 5.7.10 Encryption needed: mail from contoso.test is accepted over TLS only";
    private static final String FABRIKAM_NEEDS_CERTIFICATE =
            "550 5.7.1 Mail from fabrikam.test is accepted with the agreed client certificate only";

    private final PartnerFixture contoso = PartnerFixture.contoso();
    private final PartnerFixture fabrikam = PartnerFixture.named("fabrikam", "fabrikam.test");
    /** Whatever it does, nobody refuses it. */
    private final PartnerFixture monitored =
            PartnerFixture.named("watched", "watched.test").monitored();
    /** In clear text too, its rule is kept. */
    private final PartnerFixture content =
            PartnerFixture.named("content", "content.test").over(new TlsPolicy.May());

    private static PartnerFixture certified(PartnerFixture partner, String name) {
        return partner.over(new TlsPolicy.Secure(
                TlsVersion.TLS_1_2, List.of(CertificateMatch.parse(name).orElseThrow()), CA.trustAnchors()));
    }

    private static void refused(Conversation conversation, String reply, String sender, String from) {
        assertThat(conversation.send(sender, "From: " + from, "", "hello")).isEqualTo(reply);
        assertThat(conversation.queued()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"eve@watched.test", "eve@content.test"})
    void a_partner_in_the_envelope_that_is_let_in_hides_no_enforced_one_in_from(String sender) {
        refused(
                Conversation.with(contoso, monitored, content).greeted(),
                CONTOSO_NEEDS_TLS,
                sender,
                "bob@contoso.test");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "eve@watched.test, bob@contoso.test",
                "bob@contoso.test, eve@watched.test",
                "eve@content.test, bob@contoso.test",
                "bob@contoso.test, eve@content.test",
                "eve@watched.test, eve@content.test, bob@contoso.test",
                "eve@content.test, bob@contoso.test, eve@watched.test",
                "board: eve@content.test, Bob <bob@contoso.test>;",
                "<@content.test:bob@contoso.test>",
                "<@contoso.test:eve@content.test>",
            })
    void a_partner_in_from_that_is_let_in_hides_no_other_before_or_behind_it(String from) {
        for (String sender : List.of("eve@evil.test", "", "eve@watched.test", "eve@content.test")) {
            refused(Conversation.with(contoso, monitored, content).greeted(), CONTOSO_NEEDS_TLS, sender, from);
        }
    }

    @Test
    void the_certificate_of_the_partner_in_the_envelope_is_not_that_of_the_one_in_from() {
        refused(ofBoth(OF_CONTOSO).greeted(), FABRIKAM_NEEDS_CERTIFICATE, "bob@contoso.test", "kim@fabrikam.test");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "kim@fabrikam.test, bob@contoso.test",
                "bob@contoso.test, kim@fabrikam.test",
            })
    void the_certificate_of_one_partner_in_from_is_not_that_of_the_other(String from) {
        refused(ofBoth(OF_CONTOSO).greeted(), FABRIKAM_NEEDS_CERTIFICATE, "eve@evil.test", from);
        refused(ofBoth(OF_CONTOSO).greeted(), FABRIKAM_NEEDS_CERTIFICATE, "bob@contoso.test", from);
        refused(
                ofBoth(OF_FABRIKAM).greeted(),
                FABRIKAM_NEEDS_CERTIFICATE.replace("fabrikam", "contoso"),
                "kim@fabrikam.test",
                from);
    }

    @ParameterizedTest
    @ValueSource(strings = {"kim@fabrikam.test, bob@contoso.test", "bob@contoso.test, kim@fabrikam.test"})
    void the_network_of_one_partner_in_from_is_not_that_of_the_other(String from) {
        var located = Conversation.with(contoso.from("198.51.100.7/32"), fabrikam.from("192.0.2.0/24"))
                .from("198.51.100.7")
                .over(NegotiatedSession.tls13());
        refused(
                located.greeted(),
                "550 5.7.1 Mail from fabrikam.test is not accepted from this host",
                "bob@contoso.test",
                from);
    }

    @Test
    void a_partner_that_only_defers_softens_no_refusal_of_another_into_acceptance() {
        var conversation = Conversation.with(contoso, fabrikam.deferring()).greeted();
        assertThat(conversation.send("eve@evil.test", "From: kim@fabrikam.test, bob@contoso.test", "", "hello"))
                .startsWith("451 4.7.10 ");
        assertThat(conversation.send("eve@evil.test", "From: bob@contoso.test, kim@fabrikam.test", "", "hello"))
                .isEqualTo(CONTOSO_NEEDS_TLS);
        assertThat(conversation.queued()).isEmpty();
    }

    @Test
    void two_domains_of_one_partner_and_another_partner_between_them_are_each_looked_at() {
        refused(
                Conversation.with(contoso.monitored(), fabrikam).greeted(),
                CONTOSO_NEEDS_TLS.replace("contoso", "fabrikam"),
                "eve@evil.test",
                "bob@contoso.test, kim@fabrikam.test, bob@sub.contoso.test");
    }

    @Test
    void who_has_what_each_of_them_agreed_to_is_let_in_as_both() {
        var both = CA.issue("mail.contoso.test", "mail.fabrikam.test").certificate();
        var conversation = ofBoth(both).greeted();
        assertThat(conversation.send("bob@contoso.test", "From: bob@contoso.test, kim@fabrikam.test", "", "hello"))
                .startsWith("250");
        Arrival arrival = Arrival.of(conversation.onlyQueued()).orElseThrow();
        assertThat(arrival.isKept("contoso")).isTrue();
        assertThat(arrival.isKept("fabrikam")).isTrue();
    }

    private Conversation ofBoth(X509Certificate presented) {
        return Conversation.with(certified(contoso, "mail.contoso.test"), certified(fabrikam, "mail.fabrikam.test"))
                .over(NegotiatedSession.tls13(presented));
    }
}
