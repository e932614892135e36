package dev.postern.delivery;

import static dev.postern.delivery.Attempting.CA;
import static dev.postern.delivery.Attempting.ENCRYPT;
import static dev.postern.delivery.Attempting.NAME;
import static dev.postern.delivery.Attempting.recipient;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.attempt.Attempts;
import dev.postern.recipient.RequestedDsn;
import dev.postern.smtpclient.Cause;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import javax.mail.MessagingException;
import org.apache.james.core.MailAddress;
import org.apache.mailet.DsnParameters.Notify;
import org.apache.mailet.DsnParameters.RecipientDsnParameters;
import org.apache.mailet.Mail;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two recipients whose local parts differ in case only are two recipients (RFC 5321 §2.4). */
class LocalPartCaseTest {
    private static final String UPPER = "Bob@contoso.test";
    private static final String LOWER = "bob@contoso.test";

    private final ScriptedSmtpServer server =
            new ScriptedSmtpServer().withTls(CA.issue(NAME)).offering("PIPELINING", "DSN");
    private final Outbound outbound = new Outbound(Outbound.enforced(ENCRYPT, server));

    @AfterEach
    void stop() {
        outbound.close();
        server.close();
    }

    @Test
    void bothAreNamedToTheServer() throws MessagingException {
        Mail mail = outbound.queued(UPPER, LOWER);

        assertThat(outbound.attempt(mail)).isEmpty();

        assertThat(server.heardInTls()).contains("RCPT TO:<" + UPPER + ">\r\nRCPT TO:<" + LOWER + ">\r\n");
    }

    @Test
    void theOneThatIsRejectedBouncesAndTheOtherDoesNot() throws MessagingException {
        server.answering("RCPT", "250 ok", "550 5.1.1 unknown");

        assertThat(outbound.attempt(outbound.queued(UPPER, LOWER))).isEmpty();

        assertThat(outbound.context.getSentMails()).hasSize(1);
        assertThat(Notice.last(outbound.context).status())
                .contains("Final-Recipient: rfc822; " + LOWER + "\r\n")
                .doesNotContain(UPPER);
    }

    @Test
    void theOneThatIsDeferredStaysInTheMessage() throws MessagingException {
        server.answering("RCPT", "450 4.2.1 later", "250 ok");
        Mail mail = outbound.queued(UPPER, LOWER);

        assertThat(outbound.attempt(mail)).isPresent();

        assertThat(mail.getRecipients()).extracting(MailAddress::asString).containsExactly(UPPER);
        assertThat(Attempts.cause(mail, recipient(UPPER)).map(Cause::reason)).contains("450 4.2.1 later");
        assertThat(Attempts.cause(mail, recipient(LOWER))).isEmpty();
    }

    @Test
    void eachHasItsOwnNotify() throws MessagingException {
        Mail mail = outbound.queued(UPPER, LOWER);
        new RequestedDsn(
                        Optional.empty(),
                        Optional.empty(),
                        Map.of(
                                recipient(UPPER),
                                RecipientDsnParameters.of(EnumSet.of(Notify.NEVER)),
                                recipient(LOWER),
                                RecipientDsnParameters.of(EnumSet.of(Notify.FAILURE))))
                .storeIn(mail);
        server.answering("RCPT", "550 5.1.1 unknown");

        outbound.attempt(mail);

        assertThat(server.heardInTls())
                .contains("RCPT TO:<" + UPPER + "> NOTIFY=NEVER\r\nRCPT TO:<" + LOWER + "> NOTIFY=FAILURE\r\n");
        assertThat(outbound.context.getSentMails()).hasSize(1);
        assertThat(Notice.last(outbound.context).status()).contains(LOWER).doesNotContain(UPPER);
    }

    @Test
    void theSameOneTwiceIsOneAndSoIsHisDomainInAnyCase() throws MessagingException {
        Mail mail = outbound.queued(LOWER, LOWER, "bob@CONTOSO.test");

        assertThat(outbound.attempt(mail)).isEmpty();

        assertThat(server.heardInTls()).containsOnlyOnce("RCPT TO");
        assertThat(mail.getRecipients()).isEmpty();
    }
}
