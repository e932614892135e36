package dev.postern.delivery;

import static dev.postern.delivery.Attempting.CA;
import static dev.postern.delivery.Attempting.NAME;
import static dev.postern.delivery.Attempting.RECIPIENT;
import static dev.postern.delivery.Attempting.SECURE;
import static dev.postern.delivery.Attempting.SENDER;
import static dev.postern.delivery.Attempting.address;
import static dev.postern.delivery.Attempting.deliver;
import static dev.postern.delivery.Attempting.delivered;
import static dev.postern.delivery.Attempting.failed;
import static dev.postern.delivery.Attempting.hosts;
import static dev.postern.delivery.Attempting.mail;
import static dev.postern.delivery.Attempting.message;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.utf8.SmtpUtf8Request;
import java.util.EnumSet;
import org.apache.mailet.DsnParameters;
import org.apache.mailet.DsnParameters.Notify;
import org.apache.mailet.DsnParameters.RecipientDsnParameters;
import org.apache.mailet.Mail;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said only where it was offered, and what becomes of a message that needs what is not. */
class ExtensionsTest {
    private static final String INTERNATIONAL = "\"b\u00f6b\"@contoso.test";

    private final ScriptedSmtpServer server = new ScriptedSmtpServer();

    @BeforeEach
    void withTls() {
        server.withTls(CA.issue(NAME));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aMessageThatIsLargerThanTheServerTakesIsReturnedBeforeItIsNamed() {
        server.offering("SIZE 20");

        var cause = failed(deliver(SECURE, server));

        assertThat(cause.finalStatus()).isEqualTo("5.3.4");
        assertThat(cause.reason()).contains("accepts no more than 20");
        assertThat(server.heardInTls()).doesNotContain("MAIL FROM");
    }

    @ParameterizedTest
    @ValueSource(strings = {"SIZE", "SIZE 0", "SIZE none", "SIZE 99999999999999999999999"})
    void aSizeThatIsNoLimitIsNone(String offer) {
        delivered(deliver(SECURE, server.offering(offer)));
    }

    @Test
    void anAddressBeyondAsciiGoesWhereItIsTaken() {
        server.offering("SMTPUTF8", "8BITMIME");

        delivered(deliver(mail(INTERNATIONAL), SECURE, hosts(server)).get(INTERNATIONAL));

        assertThat(server.heardInTls())
                .contains("MAIL FROM:<alice@example.org> SMTPUTF8\r\nRCPT TO:<b\u00c3\u00b6b@contoso.test>\r\n");
    }

    @Test
    void anAddressBeyondAsciiIsReturnedWhereItIsNotTakenAndTheOthersAreNot() {
        var outcomes = deliver(mail(INTERNATIONAL, RECIPIENT), SECURE, hosts(server));

        assertThat(failed(outcomes.get(INTERNATIONAL)).finalStatus()).isEqualTo("5.6.7");
        delivered(outcomes.get(RECIPIENT));
        assertThat(server.heardInTls()).doesNotContain("SMTPUTF8", "b\u00c3\u00b6b");
    }

    @Test
    void aSenderBeyondAsciiKeepsEverybodyFromBeingNamed() {
        Mail mail = message("Subject: x\r\n\r\n", "\"\u00e4\"@example.org", RECIPIENT);

        assertThat(failed(deliver(mail, SECURE, hosts(server)).get(RECIPIENT)).finalStatus())
                .isEqualTo("5.6.7");
        assertThat(server.heardInTls()).doesNotContain("MAIL FROM");
    }

    private static Mail international(String header) {
        Mail mail = message(header + "\r\n\r\nhello\r\n", SENDER, RECIPIENT);
        SmtpUtf8Request.mark(mail);
        return mail;
    }

    @Test
    void anInternationalizedMessageIsNamedAsOneWhereThatIsOffered() {
        server.offering("SMTPUTF8", "8BITMIME");

        delivered(deliver(international("Subject: x"), SECURE, hosts(server)).get(RECIPIENT));

        assertThat(server.heardInTls()).contains("MAIL FROM:<" + SENDER + "> SMTPUTF8\r\n");
    }

    @Test
    void anInternationalizedMessageOfAsciiGoesEverywhere() {
        server.offering("8BITMIME");

        delivered(deliver(international("Subject: x"), SECURE, hosts(server)).get(RECIPIENT));

        assertThat(server.heardInTls()).contains("MAIL FROM:<" + SENDER + ">\r\n");
    }

    @Test
    void anInternationalizedHeaderIsReturnedWhereItIsNotAccepted() {
        server.offering("8BITMIME");

        assertThat(failed(deliver(international("Subject: b\u00f6b"), SECURE, hosts(server))
                                .get(RECIPIENT))
                        .finalStatus())
                .isEqualTo("5.6.7");
        assertThat(server.heardInTls()).doesNotContain("MAIL FROM");
    }

    @Test
    void aHeaderOfEightBitsThatNobodyCalledInternationalizedGoesEverywhere() {
        server.offering("8BITMIME");

        delivered(deliver(message("Subject: b\u00f6b\r\n\r\nhello\r\n", SENDER, RECIPIENT), SECURE, hosts(server))
                .get(RECIPIENT));
    }

    @Test
    void aLineEndInAnAddressNeverBecomesACommand() {
        String recipient = "\"x\\\r\\\nMAIL FROM:<mallory\"@contoso.test";
        server.offering("SMTPUTF8");

        assertThat(failed(deliver(mail(recipient), SECURE, hosts(server)).get(recipient))
                        .status())
                .isEqualTo("1.3");
        assertThat(server.conversations()).isEmpty();
    }

    private Mail wantingNotices() {
        Mail mail = mail(RECIPIENT);
        mail.setDsnParameters(DsnParameters.builder()
                .envId(DsnParameters.EnvId.of("id+2B1"))
                .ret(DsnParameters.Ret.HDRS)
                .addRcptParameter(
                        address(RECIPIENT),
                        RecipientDsnParameters.of(
                                EnumSet.of(Notify.SUCCESS, Notify.DELAY), address("robert+news@contoso.test")))
                .build()
                .orElseThrow());
        return mail;
    }

    @Test
    void whatNoticesAreWantedIsPassedOnWhereItIsTaken() {
        server.offering("DSN");

        var outcome = delivered(deliver(wantingNotices(), SECURE, hosts(server)).get(RECIPIENT));

        assertThat(outcome.carriesDsn()).isTrue();
        assertThat(server.heardInTls())
                .contains("MAIL FROM:<" + SENDER + "> RET=HDRS ENVID=id+2B1\r\nRCPT TO:<" + RECIPIENT
                        + "> NOTIFY=SUCCESS,DELAY ORCPT=rfc822;robert+2Bnews@contoso.test\r\n");
    }

    @Test
    void whatNoticesAreWantedIsNotSaidWhereItIsNotTaken() {
        var outcome = delivered(deliver(wantingNotices(), SECURE, hosts(server)).get(RECIPIENT));

        assertThat(outcome.carriesDsn()).isFalse();
        assertThat(server.heardInTls()).contains("MAIL FROM:<" + SENDER + ">\r\nRCPT TO:<" + RECIPIENT + ">\r\n");
    }
}
