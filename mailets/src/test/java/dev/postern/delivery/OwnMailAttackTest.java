package dev.postern.delivery;

import static dev.postern.delivery.Attempting.RECIPIENT;
import static dev.postern.delivery.Attempting.SECURE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.dsn.Origin;
import dev.postern.dsn.OwnMail;
import dev.postern.partner.PartnerDirectory;
import dev.postern.partner.Partners;
import dev.postern.postmaster.PostmasterNotice;
import dev.postern.route.Route;
import java.util.List;
import javax.mail.MessagingException;
import org.apache.james.core.MailAddress;
import org.apache.james.core.MaybeSender;
import org.apache.james.server.core.MailImpl;
import org.apache.mailet.Mail;
import org.apache.mailet.base.test.FakeMailContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A partner's entry is removed while a message that the gateway itself wrote to that partner is in the spool. */
class OwnMailAttackTest {
    private static final String SECRET = "the reason why";

    /** Offers no TLS. */
    private final ScriptedSmtpServer server = new ScriptedSmtpServer();

    private final Route enforced = Outbound.enforced(SECURE, server);
    private final PartnerDirectory then =
            new PartnerDirectory(enforced.partner().stream().toList());
    private final Outbound outbound = new Outbound(enforced);

    @AfterEach
    void stop() {
        outbound.close();
        server.close();
    }

    @ParameterizedTest
    @EnumSource
    void nothingOfItGoesInClearText(Origin origin) throws MessagingException {
        Mail mail = Attempting.mail(RECIPIENT);
        mail.getMessage().setSubject(SECRET);

        OwnMail.send(outbound.context, mail, origin, then::partnerOf);

        nothingGoes(outbound.context);
    }

    @Test
    void norAnythingOfANoticeToAPostmasterInAPartnersDomain() throws MessagingException {
        var context = FakeMailContext.builder()
                .postmaster(new MailAddress("postmaster@contoso.test"))
                .build();
        Partners partners = () -> then;

        PostmasterNotice.send(context, partners, outbound.clock, "id", SECRET, List.of(SECRET));

        nothingGoes(context);
    }

    private void nothingGoes(FakeMailContext context) throws MessagingException {
        FakeMailContext.SentMail sent = context.getSentMails().get(0);
        Mail spooled = MailImpl.builder()
                .name("spooled")
                .sender(MaybeSender.nullSender())
                .addRecipients(sent.getRecipients())
                .mimeMessage(sent.getMsg())
                .addAttributes(sent.getAttributes().values())
                .build();
        outbound.become(Outbound.everyoneElse(server));
        outbound.accept(spooled);

        assertThat(outbound.attempt(spooled)).isPresent();
        assertThat(server.heardInClear() + server.heardInTls()).doesNotContain("MAIL FROM", SECRET);
        assertThat(outbound.log.lines()).allMatch(line -> line.contains("partner=contoso wanted=secure"));
    }
}
