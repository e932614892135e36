package dev.postern.matchers;

import static dev.postern.matchers.Messages.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.partner.InboundPolicy.Identity;
import dev.postern.partner.PartnerDirectory;
import dev.postern.partner.PartnerFixture;
import dev.postern.partner.Partners;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import javax.mail.MessagingException;
import javax.mail.Session;
import javax.mail.internet.MimeMessage;
import org.apache.mailet.Mail;
import org.apache.mailet.base.test.FakeMail;
import org.apache.mailet.base.test.FakeMatcherConfig;
import org.junit.jupiter.api.Test;

class SenderIsPartnerTest {
    private static final Partners PARTNERS = PartnerFixture.partners(
            PartnerFixture.contoso(),
            PartnerFixture.named("paper", "paper.test").knownBy(Identity.ENVELOPE),
            PartnerFixture.named("letter", "letter.test").knownBy(Identity.HEADER));

    @Test
    void the_envelope_or_the_header_is_enough() throws MessagingException {
        assertThat(matches("", message("bob@contoso.test", "Subject: x"))).isTrue();
        assertThat(matches("", message("eve@evil.test", "From: bob@contoso.test")))
                .isTrue();
        assertThat(matches("", message("", "From: bob@contoso.test"))).isTrue();
        assertThat(matches("", message("eve@evil.test", "From: eve@evil.test"))).isFalse();
        assertThat(matches("", message("", "Subject: x"))).isFalse();
    }

    @Test
    void each_partner_is_known_by_its_own_identity() throws MessagingException {
        assertThat(matches("", message("a@paper.test", "From: a@x.test"))).isTrue();
        assertThat(matches("", message("a@x.test", "From: a@paper.test"))).isFalse();
        assertThat(matches("", message("a@letter.test", "From: a@x.test"))).isFalse();
        assertThat(matches("", message("a@x.test", "From: a@letter.test"))).isTrue();
    }

    @Test
    void a_second_from_field_does_not_hide_the_partner() throws MessagingException {
        assertThat(matches("", message("a@x.test", "From: a@x.test", "From: bob@contoso.test")))
                .isTrue();
    }

    @Test
    void the_condition_names_partners() throws MessagingException {
        Mail mail = message("bob@contoso.test", "Subject: x");
        assertThat(matches("contoso", mail)).isTrue();
        assertThat(matches("paper, contoso", mail)).isTrue();
        assertThat(matches("paper,letter", mail)).isFalse();
        assertThat(matches("nobody-yet", mail)).isFalse();
    }

    @Test
    void a_reload_counts_with_the_next_message() throws MessagingException {
        var current = new AtomicReference<>(PartnerDirectory.empty());
        var matcher = new SenderIsPartner(() -> Objects.requireNonNull(current.get()));
        matcher.init(FakeMatcherConfig.builder().matcherName("SenderIsPartner").build());
        Mail mail = message("bob@contoso.test", "Subject: x");
        assertThat(matcher.match(mail)).isEmpty();
        current.set(PARTNERS.current());
        assertThat(matcher.match(mail)).containsExactlyElementsOf(mail.getRecipients());
    }

    @Test
    void a_message_that_cannot_be_read_is_an_error_and_not_nobodys() throws MessagingException {
        var unreadable = new MimeMessage((Session) null) {
            @Override
            public void writeTo(OutputStream out) throws IOException {
                throw new IOException("the disk is gone");
            }
        };
        Mail mail = FakeMail.builder()
                .name("Mail1")
                .sender("eve@evil.test")
                .recipient("bob@example.org")
                .mimeMessage(unreadable)
                .build();
        assertThatThrownBy(() -> matches("", mail)).isInstanceOf(MessagingException.class);
    }

    private static boolean matches(String condition, Mail mail) throws MessagingException {
        var matcher = new SenderIsPartner(PARTNERS);
        matcher.init(FakeMatcherConfig.builder()
                .matcherName("SenderIsPartner")
                .condition(condition)
                .build());
        return !matcher.match(mail).isEmpty();
    }
}
