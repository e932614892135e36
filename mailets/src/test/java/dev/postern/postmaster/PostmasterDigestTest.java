package dev.postern.postmaster;

import static dev.postern.matchers.Messages.message;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.delivery.MovableClock;
import dev.postern.dsn.Origin;
import dev.postern.partner.PartnerDirectory;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.mail.MessagingException;
import org.apache.james.core.MailAddress;
import org.apache.mailet.Mail;
import org.apache.mailet.MailetContext;
import org.apache.mailet.base.test.FakeMailContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A flood of bad mail makes a handful of notices. */
class PostmasterDigestTest {
    private static final NoticeKind KIND = new NoticeKind("error", "Not delivered", List.of("Look at mail/error."));

    private final MovableClock clock = new MovableClock(Instant.parse("2026-01-02T03:04:05Z"));
    private final FakeMailContext context;
    private boolean refusing;
    private final PostmasterDigest digest;

    PostmasterDigestTest() throws MessagingException {
        context = FakeMailContext.builder()
                .postmaster(new MailAddress("postmaster@example.org"))
                .build();
        digest = new PostmasterDigest(refusable(), PartnerDirectory::empty, KIND, Duration.ofHours(1), clock);
    }

    @AfterEach
    void stop() {
        digest.close();
    }

    private MailetContext refusable() {
        return (MailetContext) Proxy.newProxyInstance(
                MailetContext.class.getClassLoader(),
                new Class<?>[] {MailetContext.class},
                (proxy, method, arguments) -> {
                    if (refusing && method.getName().equals("sendMail")) {
                        throw new MessagingException("the queue is full");
                    }
                    return method.invoke(context, arguments);
                });
    }

    private void report(int count, String reason) throws MessagingException {
        for (int i = 0; i < count; i++) {
            Mail mail = message("bob@contoso.test", "Subject: secret");
            digest.report(mail, Incident.of(mail, reason));
        }
    }

    private String text(int notice) throws MessagingException, IOException {
        return (String) context.getSentMails().get(notice).getMsg().getContent();
    }

    @Test
    void the_first_is_told_at_once_and_a_flood_in_one_notice_a_period() throws MessagingException, IOException {
        report(1000, "it runs in a loop");
        assertThat(context.getSentMails()).hasSize(1);
        assertThat(text(0)).contains("Reason:     it runs in a loop").doesNotContain("Messages:");

        clock.advance(Duration.ofMinutes(59));
        digest.sendDue();
        assertThat(context.getSentMails()).hasSize(1);

        clock.advance(Duration.ofMinutes(1));
        digest.sendDue();
        assertThat(context.getSentMails()).hasSize(2);
        assertThat(context.getSentMails().get(1).getMsg().getSubject()).isEqualTo("Not delivered (999 messages)");
        assertThat(text(1))
                .contains(
                        "Messages: 999, since 2026-01-02T03:04:05Z",
                        "  999 x it runs in a loop",
                        "The first 20 of them:");
        assertThat(text(1).lines().filter(line -> line.startsWith("Message:"))).hasSize(20);
    }

    @Test
    void a_thousand_reasons_do_not_make_a_thousand_lines() throws MessagingException, IOException {
        report(1, "first");
        for (int i = 0; i < 1000; i++) {
            report(1, "reason " + i);
        }
        clock.advance(Duration.ofHours(1));
        digest.sendDue();

        assertThat(text(1)).contains("  1 x reason 9", "  990 x other reasons");
        assertThat(text(1).lines()).hasSizeLessThan(200);
    }

    @Test
    void after_a_quiet_period_the_next_is_told_at_once() throws MessagingException {
        report(1, "x");
        clock.advance(Duration.ofHours(1));
        report(1, "x");

        assertThat(context.getSentMails()).hasSize(2);
    }

    @Test
    void what_could_not_be_told_is_told_later() throws MessagingException, IOException {
        refusing = true;
        report(2, "x");
        assertThat(context.getSentMails()).isEmpty();

        refusing = false;
        clock.advance(Duration.ofMinutes(1));
        digest.sendDue();

        assertThat(context.getSentMails()).hasSize(1);
        assertThat(text(0)).contains("Messages: 2");
    }

    @Test
    void a_stop_tells_what_is_pending() throws MessagingException, IOException {
        report(3, "x");
        digest.close();

        assertThat(context.getSentMails()).hasSize(2);
        assertThat(text(1)).contains("Messages: 2");
    }

    @Test
    void a_notice_that_was_set_aside_makes_no_notice_and_a_dsn_does() throws MessagingException {
        Mail notice = message("", "Subject: Not delivered");
        Origin.NOTICE.markOn(notice);
        digest.report(notice, Incident.of(notice, "x"));
        assertThat(context.getSentMails()).isEmpty();

        Mail dsn = message("", "Subject: Your message was not delivered");
        Origin.DSN.markOn(dsn);
        digest.report(dsn, Incident.of(dsn, "x"));
        assertThat(context.getSentMails()).hasSize(1);
    }

    @Test
    void a_notice_is_marked_as_our_own() throws MessagingException {
        report(1, "x");

        assertThat(context.getSentMails().get(0).getAttributes().keySet())
                .anyMatch(name -> name.asString().equals("dev.postern.origin"));
    }
}
