package dev.postern.mailets;

import static dev.postern.matchers.Messages.message;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.partner.PartnerDirectory;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import javax.mail.MessagingException;
import org.apache.james.core.MailAddress;
import org.apache.mailet.Attribute;
import org.apache.mailet.AttributeValue;
import org.apache.mailet.Mail;
import org.apache.mailet.base.test.FakeMailContext;
import org.apache.mailet.base.test.FakeMailetConfig;
import org.junit.jupiter.api.Test;

class RejectionNoticeTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-01-02T03:04:05Z"), ZoneOffset.UTC);

    @Test
    void the_postmaster_learns_which_message_was_rejected_and_why() throws MessagingException, IOException {
        var notice = notice("the connection is in clear text");
        assertThat(notice.getSender()).isNull();
        assertThat(notice.getRecipients()).containsExactly(new MailAddress("postmaster@example.org"));
        var text = (String) notice.getMsg().getContent();
        assertThat(text.lines())
                .contains(
                        "Message:    Mail1",
                        "Partner:    contoso",
                        "Reason:     the connection is in clear text",
                        "Client:     127.0.0.1",
                        "Sender:     <bob@contoso.test>",
                        "Recipients: <bob@example.org>, <alice@example.org>");
        assertThat(notice.getMsg().getHeader("Auto-Submitted")).containsExactly("auto-generated");
        assertThat(notice.getMsg().getHeader("Message-ID")).containsExactly("<Mail1.rejected@example.org>");
        assertThat(notice.getMsg().getFrom()).hasSize(1);
        assertThat(notice.getMsg().getSentDate()).isEqualTo(CLOCK.instant());
    }

    @Test
    void nothing_of_the_message_itself_stands_in_the_notice() throws MessagingException, IOException {
        assertThat((String) notice("x").getMsg().getContent()).doesNotContain("secret", "hello");
    }

    @Test
    void a_clients_words_make_no_lines_of_their_own() throws MessagingException, IOException {
        var text = (String) notice("the certificate is for evil\r\nReason: all is well")
                .getMsg()
                .getContent();
        assertThat(text.lines()).contains("Reason:     the certificate is for evil??Reason: all is well");
    }

    private static FakeMailContext.SentMail notice(String reason) throws MessagingException {
        var context = FakeMailContext.builder()
                .postmaster(new MailAddress("postmaster@example.org"))
                .build();
        var mailet = new RejectionNotice(PartnerDirectory::empty, CLOCK);
        mailet.init(FakeMailetConfig.builder().mailetContext(context).build());
        Mail mail = message("bob@contoso.test", "Subject: secret");
        mail.setAttribute(
                new Attribute(Rejection.ATTRIBUTE, AttributeValue.of(new Rejection("contoso", reason).text())));
        mailet.service(mail);
        List<FakeMailContext.SentMail> sent = context.getSentMails();
        assertThat(sent).hasSize(1);
        return sent.get(0);
    }
}
