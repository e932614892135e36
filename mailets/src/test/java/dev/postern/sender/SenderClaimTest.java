package dev.postern.sender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.partner.InboundPolicy.Identity;
import dev.postern.partner.MailDomain;
import dev.postern.partner.PartnerDirectory;
import dev.postern.partner.PartnerFixture;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Properties;
import javax.mail.MessagingException;
import javax.mail.Session;
import javax.mail.internet.AddressException;
import javax.mail.internet.MimeMessage;
import org.apache.james.core.Domain;
import org.apache.james.core.MailAddress;
import org.apache.james.core.MaybeSender;
import org.apache.mailet.base.test.FakeMail;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SenderClaimTest {
    private static final PartnerDirectory PARTNERS = PartnerFixture.directory(
            PartnerFixture.named("contoso", "contoso.test", "*.sub.contoso.test", "b\u00FCcher.test"),
            PartnerFixture.named("quiet", "quiet.test").knownBy(Identity.HEADER));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bob@contoso.test",
                "bob@CONTOSO.TEST",
                "\"bob@evil.test\"@contoso.test",
                "bob@a.sub.contoso.test",
                "bob@a.b.Sub.Contoso.test",
                "bob@xn--bcher-kva.test",
                "bob@XN--BCHER-KVA.TEST",
            })
    void every_spelling_of_the_domain_is_the_partners(String sender) throws AddressException {
        assertThat(claim(new MailAddress(sender)))
                .hasValueSatisfying(claim -> assertThat(claim.partner().name()).isEqualTo("contoso"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bob@sub.contoso.test",
                "bob@contoso.test.evil.test",
                "bob@evilcontoso.test",
                "bob@[192.0.2.1]",
                "bob@192.0.2.1",
                "bob@quiet.test",
            })
    void others_are_nobody(String sender) throws AddressException {
        assertThat(claim(new MailAddress(sender))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"bob@[192.0.2.1]", "bob@192.0.2.1"})
    void an_address_literal_is_no_domain(String sender) throws AddressException {
        assertThat(MailDomain.of(new MailAddress(sender))).isEmpty();
    }

    @Test
    void the_null_sender_is_nobody() {
        assertThat(SenderClaim.ofEnvelope(PARTNERS, MaybeSender.nullSender())).isEmpty();
    }

    @Test
    void a_domain_that_is_none_is_not_taken_for_nobodys() throws AddressException {
        var mixedDirections = new MailAddress("bob@contoso.test") {
            @Override
            public Domain getDomain() {
                return Domain.of("a\u0627.test");
            }
        };
        assertThatThrownBy(() -> claim(mixedDirections)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_from_that_is_too_long_to_be_read_is_an_error() throws MessagingException {
        String from = "From: Doe, John <j@evil.test>" + ",\r\n a@evil.test (b)".repeat(1500);
        var mail = FakeMail.builder()
                .name("long")
                .mimeMessage(new MimeMessage(
                        Session.getInstance(new Properties()),
                        new ByteArrayInputStream((from + "\r\n\r\nhello").getBytes(StandardCharsets.US_ASCII))))
                .build();

        assertThatThrownBy(() -> SenderClaim.of(PARTNERS, mail)).isInstanceOf(MessagingException.class);
    }

    private static Optional<SenderClaim> claim(MailAddress sender) {
        return SenderClaim.ofEnvelope(PARTNERS, MaybeSender.of(sender));
    }
}
