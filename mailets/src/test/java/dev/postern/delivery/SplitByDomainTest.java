package dev.postern.delivery;

import static dev.postern.delivery.Attempting.CA;
import static dev.postern.delivery.Attempting.ENCRYPT;
import static dev.postern.delivery.Attempting.MAY;
import static dev.postern.delivery.Attempting.NAME;
import static dev.postern.delivery.Attempting.SECRET;
import static dev.postern.delivery.Attempting.SECURE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.mailets.PartnerRemoteDelivery;
import dev.postern.memory.MemoryBudget;
import dev.postern.pace.SharedLimits;
import dev.postern.partner.NextHop;
import dev.postern.partner.OutboundPolicy;
import dev.postern.partner.OutboundPolicy.OnFailure;
import dev.postern.route.Route;
import dev.postern.smtp.DecisionLines;
import dev.postern.tls.CertificateAuthority;
import dev.postern.tls.DnsName;
import dev.postern.tls.TlsPolicy;
import dev.postern.tracking.TrackingFixture;
import java.time.Clock;
import java.util.Optional;
import org.apache.james.queue.api.RawMailQueueItemDecoratorFactory;
import org.apache.james.queue.memory.MemoryMailQueueFactory;
import org.apache.mailet.base.test.FakeMailContext;
import org.apache.mailet.base.test.FakeMailetConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One message to three domains with three policies: what is enough for one is none of the others' business. */
class SplitByDomainTest {
    private final ScriptedSmtpServer stranger = new ScriptedSmtpServer();
    private final ScriptedSmtpServer encrypting = new ScriptedSmtpServer();
    private final ScriptedSmtpServer secure = new ScriptedSmtpServer();
    private final DecisionLines log = new DecisionLines();
    private final FakeMailContext context = FakeMailContext.defaultContext();
    private final PartnerRemoteDelivery mailet = new PartnerRemoteDelivery(
            this::route,
            Outbound.SETTINGS,
            new FakeDns(),
            new MemoryMailQueueFactory(new RawMailQueueItemDecoratorFactory()),
            TrackingFixture.log(),
            new MemoryBudget(),
            new SharedLimits(),
            Clock.systemUTC(),
            OutboundEngine::start);

    @AfterEach
    void stop() {
        mailet.destroy();
        stranger.close();
        encrypting.close();
        secure.close();
        log.close();
    }

    private Route route(DnsName domain) {
        return switch (domain.ascii()) {
            case "encrypt.test" -> route(ENCRYPT, encrypting);
            case "secure.test" -> route(SECURE, secure);
            default -> route(MAY, stranger);
        };
    }

    private static Route route(TlsPolicy policy, ScriptedSmtpServer server) {
        return new Route(
                Optional.empty(),
                new OutboundPolicy(
                        policy,
                        Optional.of(new NextHop("127.0.0.1", server.port())),
                        OnFailure.DEFER,
                        Optional.empty()));
    }

    private void send(String... recipients) throws Exception {
        mailet.init(FakeMailetConfig.builder()
                .mailetName("PartnerRemoteDelivery")
                .mailetContext(context)
                .build());
        mailet.service(Attempting.mail(recipients));
        Eventually.holds(() -> log.lines().size() == 3);
        mailet.destroy();
    }

    @Test
    void eachPartGoesByItsOwnRule() throws Exception {
        encrypting.withTls(CertificateAuthority.selfSigned("whatever.test"));
        secure.withTls(CA.issue(NAME));

        send("a@stranger.test", "b@secure.test", "c@encrypt.test", "d@SECURE.test");

        assertThat(stranger.heardInClear())
                .contains("RCPT TO:<a@", SECRET)
                .doesNotContain("RCPT TO:<b@", "RCPT TO:<c@", "RCPT TO:<d@");
        assertThat(encrypting.heardInTls())
                .contains("RCPT TO:<c@", SECRET)
                .doesNotContain("RCPT TO:<a@", "RCPT TO:<b@", "RCPT TO:<d@");
        assertThat(secure.heardInTls())
                .contains("RCPT TO:<b@", "RCPT TO:<d@", SECRET)
                .doesNotContain("RCPT TO:<a@", "RCPT TO:<c@");
        assertThat(encrypting.heardInClear() + secure.heardInClear()).doesNotContain("MAIL FROM", SECRET);
    }

    @Test
    void whereOnlyTheStrangersServerIsAsAgreedOnlyItHearsAnything() throws Exception {
        secure.withTls(CertificateAuthority.selfSigned(NAME));

        send("a@stranger.test", "b@secure.test", "c@encrypt.test");

        assertThat(stranger.messages()).hasSize(1);
        assertThat(stranger.heardInClear()).doesNotContain("b@secure.test", "c@encrypt.test");
        assertThat(encrypting.heardInClear() + secure.heardInClear() + secure.heardInTls())
                .doesNotContain("MAIL FROM", "RCPT TO", SECRET);
    }
}
