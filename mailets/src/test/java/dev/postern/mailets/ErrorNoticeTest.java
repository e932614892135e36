package dev.postern.mailets;

import static dev.postern.matchers.Messages.message;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.partner.PartnerDirectory;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import javax.mail.MessagingException;
import org.apache.james.core.MailAddress;
import org.apache.mailet.Mail;
import org.apache.mailet.base.test.FakeMailContext;
import org.apache.mailet.base.test.FakeMailetConfig;
import org.junit.jupiter.api.Test;

/** The postmaster is told of mail that could not be processed. */
class ErrorNoticeTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-01-02T03:04:05Z"), ZoneOffset.UTC);

    private final FakeMailContext context;
    private final ErrorNotice mailet = new ErrorNotice(PartnerDirectory::empty, CLOCK);

    ErrorNoticeTest() throws MessagingException {
        context = FakeMailContext.builder()
                .postmaster(new MailAddress("postmaster@example.org"))
                .build();
        mailet.init(FakeMailetConfig.builder().mailetContext(context).build());
    }

    private FakeMailContext.SentMail notice(String error) throws MessagingException {
        Mail mail = message("bob@contoso.test", "Subject: secret");
        mail.setErrorMessage(error);
        mailet.service(mail);
        assertThat(context.getSentMails()).hasSize(1);
        return context.getSentMails().get(0);
    }

    @Test
    void thePostmasterLearnsWhichMessageAndWhy() throws MessagingException, IOException {
        var notice = notice("javax.mail.MessagingException: it runs in a loop");

        assertThat(notice.getSender()).isNull();
        assertThat(notice.getRecipients()).containsExactly(new MailAddress("postmaster@example.org"));
        var text = (String) notice.getMsg().getContent();
        assertThat(text.lines())
                .contains(
                        "Message:    Mail1",
                        "Reason:     javax.mail.MessagingException: it runs in a loop",
                        "Client:     127.0.0.1",
                        "Sender:     <bob@contoso.test>",
                        "Recipients: <bob@example.org>, <alice@example.org>");
        assertThat(text).contains("mail/error").doesNotContain("secret", "hello");
        assertThat(notice.getMsg().getHeader("Message-ID")).containsExactly("<Mail1.error@example.org>");
        assertThat(notice.getMsg().getHeader("Auto-Submitted")).containsExactly("auto-generated");
    }

    @Test
    void aReasonOfManyLinesIsOneLineAndCut() throws MessagingException, IOException {
        var text = (String) notice("first\r\nRecipients: nobody\r\n" + "x".repeat(5000))
                .getMsg()
                .getContent();

        assertThat(text.lines()).anyMatch(line -> line.startsWith("Reason:     first??Recipients: nobody??xxx"));
        assertThat(text.lines()).allMatch(line -> line.length() < 700);
    }

    @Test
    void aMessageWithoutAReasonIsToldToo() throws MessagingException, IOException {
        Mail mail = message("bob@contoso.test", "Subject: x");
        mailet.service(mail);

        assertThat((String) context.getSentMails().get(0).getMsg().getContent())
                .contains("Reason:     unknown; see the log");
    }
}
