package dev.postern.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.postern.partner.MailDomain;
import dev.postern.partner.PartnerFixture;
import dev.postern.tls.DnsName;
import dev.postern.utf8.SmtpUtf8Hook;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.apache.james.core.MailAddress;
import org.apache.james.core.MaybeSender;
import org.apache.james.protocols.api.ProtocolSession.State;
import org.apache.james.protocols.smtp.SMTPSession;

/** Any two lines as MAIL and RCPT: one well-formed reply each, no partner's sender in clear text, and no relaying. */
class MailAndRcptFuzzTest {
    private static final DnsName CONTOSO = new DnsName("contoso.test");

    private Conversation client = fresh(false);

    private static Conversation fresh(boolean utf8) {
        var conversation = Conversation.with(PartnerFixture.contoso());
        return (utf8 ? conversation.offeringUtf8() : conversation).greeted();
    }

    @FuzzTest(maxDuration = "1m")
    void nothingOfAPartnerPassesInClearText(byte[] input) {
        // What the line decoder lets through: no NUL, and no CR or LF but at the end of a line.
        String[] lines =
                new String(input, StandardCharsets.UTF_8).replace("\0", "").split("[\r\n]+", 3);
        boolean utf8 = lines[0].endsWith("SMTPUTF8");
        if (utf8 != SmtpUtf8Hook.isAnnounced(client.session)) {
            client = fresh(utf8);
        }
        String mail = say("MAIL FROM:" + lines[0]);
        if (mail.startsWith("250")) {
            MaybeSender sender = client.session
                    .getAttachment(SMTPSession.SENDER, State.Transaction)
                    .orElseThrow();
            assertThat(sender.asOptional().flatMap(MailDomain::of)).as(mail).isNotEqualTo(Optional.of(CONTOSO));
            if (say("RCPT TO:" + (lines.length > 1 ? lines[1] : "")).startsWith("250")) {
                List<MailAddress> recipients = client.session
                        .getAttachment(SMTPSession.RCPT_LIST, State.Transaction)
                        .orElseThrow();
                assertThat(recipients)
                        .allSatisfy(recipient ->
                                assertThat(recipient.getDomain().asString()).isEqualTo("example.org"));
            }
        }
        if (!client.say("RSET").startsWith("250")) {
            client = fresh(false);
        }
    }

    private String say(String line) {
        String reply = client.say(line);
        assertThat(reply.lines())
                .isNotEmpty()
                .allSatisfy(said -> assertThat(said).matches("[245][0-9][0-9][ -][^\\p{Cntrl}]*|\\[closed]"));
        if (reply.endsWith("[closed]")) {
            client = fresh(false);
        }
        return reply;
    }
}
