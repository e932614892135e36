package dev.postern.matchers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.envelope.EnvelopeAddress;
import dev.postern.partner.PartnerFixture;
import java.util.List;
import javax.mail.MessagingException;
import org.apache.james.core.MailAddress;
import org.apache.mailet.base.test.FakeMail;
import org.apache.mailet.base.test.FakeMatcherConfig;
import org.junit.jupiter.api.Test;

class RecipientIsPartnerTest {

    @Test
    void only_the_partners_recipients_match_so_that_the_message_is_split() throws MessagingException {
        assertThat(matched("", "a@CONTOSO.test", "b@sub.contoso.test", "c@fabrikam.test", "d@other.test"))
                .containsExactly("a@contoso.test", "b@sub.contoso.test", "c@fabrikam.test");
    }

    @Test
    void look_alikes_and_address_literals_are_nobodys() throws MessagingException {
        assertThat(matched("", "a@evilcontoso.test", "b@contoso.test.evil.test", "c@[192.0.2.1]", "d@test"))
                .isEmpty();
    }

    @Test
    void an_underscore_in_the_domain_hides_no_partner() throws MessagingException {
        var matcher =
                new RecipientIsPartner(PartnerFixture.partners(PartnerFixture.named("c", "my_host.test", "*.b.test")));
        matcher.init(
                FakeMatcherConfig.builder().matcherName("RecipientIsPartner").build());
        var mail = FakeMail.builder()
                .name("Mail1")
                .sender("bob@example.org")
                .recipients(
                        EnvelopeAddress.parse("a@My_Host.test"),
                        EnvelopeAddress.parse("b@a_b.b.test"),
                        EnvelopeAddress.parse("c@myxhost.test"),
                        EnvelopeAddress.parse("d@b_.test"))
                .build();

        assertThat(matcher.match(mail))
                .extracting(MailAddress::asString)
                .containsExactly("a@my_host.test", "b@a_b.b.test");
    }

    @Test
    void the_condition_names_partners() throws MessagingException {
        assertThat(matched("fabrikam", "a@contoso.test", "c@fabrikam.test")).containsExactly("c@fabrikam.test");
        assertThat(matched("contoso,fabrikam", "a@contoso.test", "c@fabrikam.test"))
                .hasSize(2);
    }

    private static List<String> matched(String condition, String... recipients) throws MessagingException {
        var matcher = new RecipientIsPartner(
                PartnerFixture.partners(PartnerFixture.contoso(), PartnerFixture.named("fabrikam", "fabrikam.test")));
        matcher.init(FakeMatcherConfig.builder()
                .matcherName("RecipientIsPartner")
                .condition(condition)
                .build());
        return matcher
                .match(FakeMail.builder()
                        .name("Mail1")
                        .sender("bob@example.org")
                        .recipients(recipients)
                        .build())
                .stream()
                .map(MailAddress::asString)
                .toList();
    }
}
