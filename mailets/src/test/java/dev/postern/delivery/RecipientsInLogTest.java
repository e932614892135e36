package dev.postern.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import javax.mail.MessagingException;
import org.apache.james.core.MaybeSender;
import org.apache.james.server.core.MailImpl;
import org.apache.mailet.Mail;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Each decision line about outgoing mail says from whom and for whom it is. */
class RecipientsInLogTest {
    private final ScriptedSmtpServer server = new ScriptedSmtpServer();
    private final Outbound outbound = new Outbound(Outbound.everyoneElse(server));

    @AfterEach
    void stop() {
        outbound.close();
        server.close();
    }

    private List<String> linesAbout(Mail mail) throws MessagingException {
        outbound.attempt(mail);
        return outbound.log.lines();
    }

    @Test
    void recipientsWithDifferentOutcomesStandInDifferentLines() throws MessagingException {
        server.answering("RCPT", "250 ok", "550 5.1.1 unknown", "450 4.2.0 later", "250 ok");

        assertThat(linesAbout(outbound.queued("a@contoso.test", "b@contoso.test", "c@contoso.test", "d@contoso.test")))
                .hasSize(3)
                .anyMatch(line -> line.contains("verdict=delivered")
                        && line.contains(" from=alice@example.org to=a@contoso.test,d@contoso.test "))
                .anyMatch(line -> line.contains("verdict=bounced") && line.contains(" to=b@contoso.test "))
                .anyMatch(line -> line.contains("verdict=deferred") && line.contains(" to=c@contoso.test "));
    }

    @Test
    void manyRecipientsTakeSeveralLinesAndNoneIsLeftOut() throws MessagingException {
        String[] recipients =
                IntStream.range(0, 45).mapToObj(i -> "r" + i + "@contoso.test").toArray(String[]::new);

        List<String> lines = linesAbout(outbound.queued(recipients));

        assertThat(lines).hasSize(3).allMatch(line -> line.contains("verdict=delivered"));
        assertThat(String.join(" ", lines).split("[ ,=]")).contains(recipients);
    }

    @Test
    void theNullSender() throws MessagingException {
        Mail mail = outbound.queued("a@contoso.test");
        ((MailImpl) mail).setSender((org.apache.james.core.MailAddress) null);
        assertThat(mail.getMaybeSender()).isEqualTo(MaybeSender.nullSender());

        assertThat(linesAbout(mail)).singleElement().asString().contains(" from=<> to=a@contoso.test ");
    }
}
