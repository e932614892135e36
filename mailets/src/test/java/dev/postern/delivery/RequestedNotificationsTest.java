package dev.postern.delivery;

import static dev.postern.delivery.Attempting.CA;
import static dev.postern.delivery.Attempting.ENCRYPT;
import static dev.postern.delivery.Attempting.NAME;
import static dev.postern.delivery.Attempting.RECIPIENT;
import static dev.postern.delivery.Attempting.SECRET;
import static dev.postern.delivery.Attempting.SENDER;
import static dev.postern.delivery.Attempting.address;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.EnumSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.mail.MessagingException;
import org.apache.james.core.MailAddress;
import org.apache.james.smtpserver.AddDefaultAttributesMessageHook;
import org.apache.mailet.Attribute;
import org.apache.mailet.AttributeName;
import org.apache.mailet.AttributeValue;
import org.apache.mailet.DsnParameters;
import org.apache.mailet.DsnParameters.EnvId;
import org.apache.mailet.DsnParameters.Notify;
import org.apache.mailet.DsnParameters.RecipientDsnParameters;
import org.apache.mailet.DsnParameters.Ret;
import org.apache.mailet.Mail;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the sender said of notices is kept to (RFC 3461). */
class RequestedNotificationsTest {
    private static final MailAddress ORIGINAL = address("robert@contoso.test");

    private static final AttributeName NETWORK =
            AttributeName.of(AddDefaultAttributesMessageHook.SMTP_AUTH_NETWORK_NAME);

    private final ScriptedSmtpServer server = new ScriptedSmtpServer();
    private final Outbound outbound = new Outbound(Outbound.enforced(ENCRYPT, server));

    @AfterEach
    void stop() {
        outbound.close();
        server.close();
    }

    private Mail wanting(Ret ret, Notify first, Notify... more) {
        Mail mail = outbound.queued(RECIPIENT);
        mail.setAttribute(new Attribute(NETWORK, AttributeValue.of(true)));
        mail.setDsnParameters(DsnParameters.builder()
                .envId(EnvId.of("QQ+2B31"))
                .ret(ret)
                .addRcptParameter(address(RECIPIENT), RecipientDsnParameters.of(EnumSet.of(first, more), ORIGINAL))
                .build()
                .orElseThrow());
        return mail;
    }

    private int notices() {
        return outbound.context.getSentMails().size();
    }

    private Notice last() {
        return Notice.last(outbound.context);
    }

    @Test
    void neverMeansNever() throws MessagingException {
        Mail mail = wanting(Ret.FULL, Notify.NEVER);
        outbound.clock.advance(Duration.ofHours(5));
        outbound.attempt(mail);
        outbound.clock.advance(Duration.ofDays(2));

        assertThat(outbound.attempt(mail)).isEmpty();
        assertThat(notices()).isZero();
    }

    @Test
    void aFailureIsToldUnderTheSendersOwnNames() throws MessagingException {
        server.withTls(CA.issue(NAME)).answering("RCPT", "550 5.1.1 unknown");

        outbound.attempt(wanting(Ret.HDRS, Notify.FAILURE));

        assertThat(last().status())
                .startsWith("Original-Envelope-Id: QQ+31\r\nReporting-MTA: dns; gw.example.org\r\nArrival-Date: ")
                .contains("\r\n\r\nOriginal-Recipient: rfc822; robert@contoso.test\r\nFinal-Recipient: rfc822; "
                        + RECIPIENT + "\r\nAction: failed\r\nStatus: 5.1.1\r\n");
        assertThat(last().headers()).contains("Subject: figures").doesNotContain(SECRET);
    }

    @Test
    void theWholeMessageComesBackToWhoAskedForIt() throws MessagingException {
        server.withTls(CA.issue(NAME)).answering("RCPT", "550 5.1.1 unknown");

        outbound.attempt(wanting(Ret.FULL, Notify.FAILURE));

        assertThat(last().headers()).contains("Subject: figures", SECRET);
    }

    @Test
    void aStrangerWhoAsksForTheWholeMessageGetsItsHeader() throws MessagingException {
        server.withTls(CA.issue(NAME)).answering("RCPT", "550 5.1.1 unknown");
        Mail mail = wanting(Ret.FULL, Notify.FAILURE);
        mail.removeAttribute(NETWORK);

        outbound.attempt(mail);

        assertThat(last().headers()).contains("Subject: figures").doesNotContain(SECRET);
    }

    @Test
    void aStrangerWhoAsksForConfirmationsGetsNone() throws MessagingException {
        server.withTls(CA.issue(NAME));
        Mail mail = wanting(Ret.HDRS, Notify.SUCCESS);
        mail.removeAttribute(NETWORK);

        outbound.attempt(mail);

        assertThat(notices()).isZero();
    }

    @Test
    void fifteenUnknownRecipientsMakeOneDsn() throws MessagingException {
        server.withTls(CA.issue(NAME));
        String[] unknown =
                IntStream.range(0, 15).mapToObj(i -> "u" + i + "@contoso.test").toArray(String[]::new);
        server.answering(
                "RCPT",
                Stream.of(unknown).map(u -> "550 5.1.1 <" + u + "> unknown").toArray(String[]::new));

        assertThat(outbound.attempt(outbound.queued(unknown))).isEmpty();

        assertThat(notices()).isEqualTo(1);
        assertThat(last().status())
                .contains(
                        "Final-Recipient: rfc822; u0@contoso.test",
                        "Diagnostic-Code: smtp; 550 5.1.1 <u14@contoso.test>");
        assertThat(last().status().lines().filter("Action: failed"::equals)).hasSize(15);
    }

    @Test
    void aFailureAndADelayOfOneAttemptAreOneDsn() throws MessagingException {
        server.withTls(CA.issue(NAME)).answering("RCPT", "550 5.1.1 unknown", "451 4.2.1 busy");
        Mail mail = outbound.queued(RECIPIENT, "eve@contoso.test");
        outbound.clock.advance(Duration.ofHours(4));

        assertThat(outbound.attempt(mail)).isPresent();

        assertThat(notices()).isEqualTo(1);
        assertThat(last().status().lines().filter(line -> line.startsWith("Action:")))
                .containsExactly("Action: failed", "Action: delayed");
        assertThat(mail.getRecipients()).containsExactly(address("eve@contoso.test"));
    }

    @Test
    void theContentIsNotReturnedWhereTheTlsRuleKeptItThoughItWasAskedFor() throws MessagingException {
        Mail mail = wanting(Ret.FULL, Notify.FAILURE);
        outbound.clock.advance(Duration.ofDays(2));

        outbound.attempt(mail);

        assertThat(last().status()).contains("Status: 5.7.10");
        assertThat(last().headers()).contains("Subject: figures").doesNotContain(SECRET);
    }

    @Test
    void aDelayIsToldToWhoWantsIt() throws MessagingException {
        Mail silent = wanting(Ret.HDRS, Notify.FAILURE);
        Mail curious = wanting(Ret.HDRS, Notify.DELAY);
        outbound.clock.advance(Duration.ofHours(4));

        outbound.attempt(silent);
        assertThat(notices()).isZero();
        outbound.attempt(curious);
        assertThat(last().status()).contains("Action: delayed");
    }

    @Test
    void whoWantsToKnowOfSuccessIsToldThatAServerWithoutNoticesTookIt() throws MessagingException {
        server.withTls(CA.issue(NAME));

        outbound.attempt(wanting(Ret.HDRS, Notify.SUCCESS));

        assertThat(last().message().getHeader("To")).containsExactly(SENDER);
        assertThat(last().status())
                .contains("Action: relayed\r\nStatus: 2.0.0\r\nRemote-MTA: dns; ")
                .doesNotContain("Diagnostic-Code");
        assertThat(last().text()).contains("was relayed", "sends no confirmations itself");
    }

    @Test
    void aServerThatSendsNoticesItselfIsToldAndWeAreSilent() throws MessagingException {
        server.withTls(CA.issue(NAME)).offering("DSN");

        outbound.attempt(wanting(Ret.HDRS, Notify.SUCCESS));

        assertThat(notices()).isZero();
        outbound.close();
        assertThat(server.heardInTls()).contains("NOTIFY=SUCCESS", "ORCPT=rfc822;robert@contoso.test");
    }

    @Test
    void withoutAWordThereIsNoNoticeOfSuccess() throws MessagingException {
        server.withTls(CA.issue(NAME));

        outbound.attempt(outbound.queued(RECIPIENT));

        assertThat(notices()).isZero();
    }
}
