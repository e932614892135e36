package dev.postern.delivery;

import static dev.postern.delivery.Attempting.RECIPIENT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.partner.OutboundPolicy;
import dev.postern.partner.OutboundPolicy.OnFailure;
import dev.postern.partner.PartnerMode;
import dev.postern.route.Route;
import dev.postern.tls.TlsPolicy;
import dev.postern.tls.TlsVersion;
import java.util.Optional;
import javax.mail.MessagingException;
import org.apache.mailet.Mail;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An MX host that turns out to be this gateway, as behind a redirected port or a router's address. */
class LoopAttackTest {
    private static final Route STRANGER = new Route(
            Optional.empty(),
            new OutboundPolicy(new TlsPolicy.May(), Optional.empty(), OnFailure.DEFER, Optional.empty()));

    private final ScriptedSmtpServer server = new ScriptedSmtpServer();
    private Optional<Outbound> outbound = Optional.empty();

    @AfterEach
    void stop() {
        outbound.ifPresent(Outbound::close);
        server.close();
    }

    /** The line of the attempt at a domain whose MX host, beside others without an address, is that server. */
    private String lineOf(Route route, String... mx) throws MessagingException {
        outbound = Optional.of(new Outbound(route, Outbound.settings(server.port()), Optional.empty()));
        outbound.get().dns.mx("contoso.test", mx).address("mx.contoso.test", "127.0.0.1");
        Mail mail = outbound.get().queued(RECIPIENT);
        outbound.get().attempt(mail);
        assertThat(server.heardInClear() + server.heardInTls()).doesNotContain("MAIL FROM");
        return outbound.get().log.lines().get(0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "250-gw.example.org\r\n250 SIZE",
                "250 GW.Example.ORG Hello there",
                "250-gw.example.org Hi\r\n250 8BITMIME"
            })
    void theServerCallsItselfByOurName(String ehlo) throws MessagingException {
        server.answering("EHLO", ehlo);

        assertThat(lineOf(STRANGER, "mx.contoso.test.")).contains("verdict=bounced", "loops back to this gateway");
    }

    @Test
    void theSameInReplyToHelo() throws MessagingException {
        server.answering("EHLO", "502 5.5.1 what?").answering("HELO", "250 gw.example.org");

        assertThat(lineOf(STRANGER, "mx.contoso.test.")).contains("verdict=bounced", "loops back to this gateway");
    }

    @Test
    void aServerThatIsPreferredMayAnswerLater() throws MessagingException {
        server.answering("EHLO", "250 gw.example.org");

        assertThat(lineOf(STRANGER, "gone.contoso.test.", "mx.contoso.test."))
                .contains("verdict=deferred", "loops back to this gateway");
    }

    @Test
    void whatIsSaidInClearTextBouncesNoPartnersMail() throws MessagingException {
        server.answering("EHLO", "250 gw.example.org");

        assertThat(lineOf(
                        Outbound.byMx(PartnerMode.ENFORCE, new TlsPolicy.Encrypt(TlsVersion.TLS_1_2)),
                        "mx.contoso.test."))
                .contains("verdict=deferred", "token=starttls-not-supported");
    }

    @Test
    void aNextHopThatTheConfigurationNamesMayHaveOurName() throws MessagingException {
        server.answering("EHLO", "250 gw.example.org");
        outbound = Optional.of(new Outbound(Outbound.everyoneElse(server)));
        Mail mail = outbound.get().queued(RECIPIENT);
        outbound.get().attempt(mail);

        assertThat(outbound.get().log.lines().get(0)).contains("verdict=delivered");
    }
}
