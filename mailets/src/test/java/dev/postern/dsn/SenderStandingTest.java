package dev.postern.dsn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.arrival.Arrival;
import dev.postern.arrival.Arrival.Verdict;
import dev.postern.matchers.Messages;
import dev.postern.partner.PartnerFixture;
import dev.postern.tls.TlsSession;
import java.util.Optional;
import javax.mail.MessagingException;
import org.apache.james.smtpserver.AddDefaultAttributesMessageHook;
import org.apache.mailet.Attribute;
import org.apache.mailet.AttributeName;
import org.apache.mailet.AttributeValue;
import org.apache.mailet.Mail;
import org.junit.jupiter.api.Test;

/** Who gets more of a message back than its header. */
class SenderStandingTest {
    private static SenderStanding of(Mail mail) {
        return SenderStanding.of(mail, PartnerFixture.directory(PartnerFixture.contoso())::partnerOf);
    }

    private static Mail arrived(String sender, Optional<String> partner, Verdict verdict) throws MessagingException {
        Mail mail = Messages.message(sender, "Subject: x");
        Arrival.over(new TlsSession.Clear(), partner, verdict, Optional.empty()).writeTo(mail);
        return mail;
    }

    @Test
    void a_stranger_is_a_stranger() throws MessagingException {
        assertThat(of(arrived("eve@mallory.test", Optional.empty(), Verdict.NO_PARTNER)))
                .isEqualTo(SenderStanding.STRANGER);
    }

    @Test
    void a_relay_network_is_known_whatever_the_sender() throws MessagingException {
        Mail mail = arrived("eve@mallory.test", Optional.empty(), Verdict.NO_PARTNER);
        mail.setAttribute(new Attribute(
                AttributeName.of(AddDefaultAttributesMessageHook.SMTP_AUTH_NETWORK_NAME), AttributeValue.of(true)));

        assertThat(of(mail)).isEqualTo(SenderStanding.KNOWN);
    }

    @Test
    void an_authenticated_user_is_known() throws MessagingException {
        Mail mail = arrived("alice@example.org", Optional.empty(), Verdict.NO_PARTNER);
        mail.setAttribute(new Attribute(Mail.SMTP_AUTH_USER, AttributeValue.of("alice")));

        assertThat(of(mail)).isEqualTo(SenderStanding.KNOWN);
    }

    @Test
    void a_partner_whose_rule_was_kept_is_known() throws MessagingException {
        assertThat(of(arrived("bob@contoso.test", Optional.of("contoso"), Verdict.SATISFIED)))
                .isEqualTo(SenderStanding.KNOWN);
    }

    /** A monitored partner's sender in clear text may be anybody's invention. */
    @Test
    void a_partners_sender_that_did_not_come_as_agreed_is_a_stranger() throws MessagingException {
        assertThat(of(arrived("bob@contoso.test", Optional.of("contoso"), Verdict.VIOLATED)))
                .isEqualTo(SenderStanding.STRANGER);
        assertThat(of(Messages.message("bob@contoso.test", "Subject: x"))).isEqualTo(SenderStanding.STRANGER);
    }

    /** The DSN goes to the sender of the envelope. */
    @Test
    void a_partner_in_the_header_only_does_not_speak_for_another_sender() throws MessagingException {
        assertThat(of(arrived("eve@mallory.test", Optional.of("contoso"), Verdict.SATISFIED)))
                .isEqualTo(SenderStanding.STRANGER);
    }
}
