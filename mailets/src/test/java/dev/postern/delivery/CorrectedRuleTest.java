package dev.postern.delivery;

import static dev.postern.delivery.Attempting.CA;
import static dev.postern.delivery.Attempting.RECIPIENT;
import static dev.postern.delivery.Attempting.SECURE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.address.OutboundAddresses;
import dev.postern.pace.OutboundLimits;
import dev.postern.partner.NextHop;
import dev.postern.partner.OutboundPolicy;
import dev.postern.partner.OutboundPolicy.OnFailure;
import dev.postern.partner.PartnerMode;
import dev.postern.partner.RetryTimes;
import dev.postern.partner.Submission;
import dev.postern.quirks.IgnoredKeywords;
import dev.postern.route.Route;
import dev.postern.tls.CertificateMatch;
import dev.postern.tls.TlsPolicy;
import dev.postern.tls.TlsVersion;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.mailet.Mail;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A partner's entry is corrected while an attempt under the old one goes on, with {@code onFailure: bounce}. */
class CorrectedRuleTest {
    private static final String NEW_NAME = "new.contoso.test";
    private static final TlsPolicy CORRECTED = new TlsPolicy.Secure(
            TlsVersion.TLS_1_2, List.of(CertificateMatch.parse(NEW_NAME).orElseThrow()), CA.trustAnchors());

    private final ScriptedSmtpServer first = new ScriptedSmtpServer();
    private final ScriptedSmtpServer second = new ScriptedSmtpServer();

    @BeforeEach
    void bothHaveTheNewCertificate() {
        first.withTls(CA.issue(NEW_NAME));
        second.withTls(CA.issue(NEW_NAME));
    }

    @AfterEach
    void stop() {
        first.close();
        second.close();
    }

    private Route route(TlsPolicy tls) {
        return Outbound.partner(
                PartnerMode.ENFORCE,
                new OutboundPolicy(
                        tls,
                        Optional.empty(),
                        Optional.of(hop(first)),
                        new Submission(List.of(hop(second)), Optional.empty(), Optional.empty()),
                        OnFailure.BOUNCE,
                        RetryTimes.ofGateway(),
                        IgnoredKeywords.none(),
                        OutboundAddresses.UNWRITTEN,
                        OutboundLimits.NONE));
    }

    private static NextHop hop(ScriptedSmtpServer server) {
        return new NextHop("127.0.0.1", server.port());
    }

    @Test
    void nothingIsReturnedForTheOldEntryAndTheNewOneIsTriedAtOnce() throws Exception {
        try (var outbound = new Outbound(route(SECURE))) {
            Mail mail = outbound.accepted(RECIPIENT);
            outbound.meanwhile(() -> {
                if (!first.conversations().isEmpty()) {
                    outbound.become(route(CORRECTED));
                }
            });

            assertThat(outbound.attempt(mail)).contains(Duration.ZERO);
            assertThat(outbound.context.getSentMails()).isEmpty();
            assertThat(second.conversations()).isEmpty();

            assertThat(outbound.attempt(mail)).isEmpty();
            assertThat(outbound.context.getSentMails()).isEmpty();
            assertThat(first.heardInTls()).contains("MAIL FROM");
        }
    }

    @Test
    void withoutACorrectionItIsReturned() throws Exception {
        try (var outbound = new Outbound(route(SECURE))) {
            assertThat(outbound.attempt(outbound.accepted(RECIPIENT))).isEmpty();
            assertThat(outbound.context.getSentMails()).hasSize(1);
        }
    }
}
