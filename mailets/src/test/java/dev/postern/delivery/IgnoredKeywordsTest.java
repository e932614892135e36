package dev.postern.delivery;

import static dev.postern.delivery.Attempting.CA;
import static dev.postern.delivery.Attempting.ENCRYPT;
import static dev.postern.delivery.Attempting.MAY;
import static dev.postern.delivery.Attempting.NAME;
import static dev.postern.delivery.Attempting.RECIPIENT;
import static dev.postern.delivery.Attempting.SECURE;
import static dev.postern.delivery.Attempting.SENDER;
import static dev.postern.delivery.Attempting.delivered;
import static dev.postern.delivery.Attempting.message;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.attempt.AttemptOutcome;
import dev.postern.quirks.IgnoredKeywords;
import dev.postern.smtpclient.Terms;
import dev.postern.tls.TlsPolicy;
import dev.postern.tls.TlsSession;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the operator has the gateway ignore in replies to EHLO. */
class IgnoredKeywordsTest {
    private static final String EIGHT_BIT = "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
            + "Content-Transfer-Encoding: 8bit\r\n\r\nGr\u00c3\u00bc\u00c3\u009fe\r\n";

    private final ScriptedSmtpServer server =
            new ScriptedSmtpServer().withTls(CA.issue(NAME)).offering("PIPELINING", "SIZE 10", "8BITMIME", "CHUNKING");
    private final Kept kept = new Kept();

    @AfterEach
    void stop() {
        kept.close();
        server.close();
    }

    private AttemptOutcome deliver(TlsPolicy policy, String... ignored) {
        var terms = new Terms(policy, Optional.empty(), IgnoredKeywords.of(List.of(ignored)));
        return kept.deliver(message(EIGHT_BIT, SENDER, RECIPIENT), terms, server)
                .get(RECIPIENT);
    }

    @ParameterizedTest
    @CsvSource({"CHUNKING, BDAT", "8BITMIME, BODY=", "SIZE, SIZE=", "PIPELINING, RCPT TO:<bob@contoso.test>\\r\\nDATA"})
    void whatIsIgnoredIsNotUsed(String keyword, String used) {
        delivered(deliver(SECURE, keyword, "SIZE"));

        assertThat(server.conversations().get(0).encrypted()).doesNotContain(used);
    }

    @Test
    void startTlsIsNotSaidWhereNoRuleNeedsIt() {
        var outcome = delivered(deliver(MAY, "STARTTLS", "SIZE"));

        assertThat(outcome.session()).isInstanceOf(TlsSession.Clear.class);
        assertThat(server.conversations().get(0).clear()).doesNotContain("STARTTLS");
    }

    @Test
    void startTlsIsSaidToAPartnerWhateverIsIgnored() {
        for (TlsPolicy policy : List.of(ENCRYPT, SECURE)) {
            assertThat(delivered(deliver(policy, "STARTTLS", "SIZE")).session())
                    .isInstanceOf(TlsSession.Encrypted.class);
        }
    }

    @Test
    void aConnectionServesNoOtherIgnoredKeywords() {
        delivered(deliver(SECURE, "SIZE"));
        delivered(deliver(SECURE, "SIZE", "CHUNKING"));

        assertThat(server.conversations()).hasSize(2);
    }
}
