package dev.postern.delivery;

import static dev.postern.delivery.Attempting.MAY;
import static dev.postern.delivery.Attempting.NAME;
import static dev.postern.delivery.Attempting.RECIPIENT;
import static dev.postern.delivery.Attempting.SECRET;
import static dev.postern.delivery.Attempting.SECURE;
import static dev.postern.delivery.Attempting.SENDER;
import static dev.postern.delivery.Attempting.deferred;
import static dev.postern.delivery.Attempting.delivered;
import static dev.postern.delivery.Attempting.failed;
import static dev.postern.delivery.Attempting.mail;
import static dev.postern.delivery.Attempting.message;
import static dev.postern.delivery.ScriptedSmtpServer.CLOSE;
import static dev.postern.delivery.ScriptedSmtpServer.SILENCE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.attempt.AttemptOutcome;
import dev.postern.quirks.IgnoredKeywords;
import dev.postern.smtpclient.FailureKind;
import dev.postern.smtpclient.Terms;
import dev.postern.tls.CertificateAuthority;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.mailet.Mail;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server announces an extension that does not work: the message goes at once without it, and never twice. */
class BrokenExtensionsTest extends ExtensionsScene {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "554 no 8 bit here",
                "554 5.6.1 not supported",
                "555 5.5.4 unsupported BODY",
                "501 5.5.4 syntax",
                "504 no",
                "500 line not understood",
                "550 8BITMIME is not supported",
                "455 4.5.4 not now",
                "553 5.5.4 BODY=8BITMIME unknown",
            })
    void bodyDoesNotWork(String reply) {
        rejecting("BODY=", reply);

        delivered(deliver(eightBit()));
        delivered(deliver(eightBit()));

        assertThat(server.messagesSoFar()).hasSize(2).allMatch(text -> text.contains("Gr=C3=BC=C3=9Fe"));
        assertThat(heard().split("BODY=", -1).length).isLessThanOrEqualTo(4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"554 5.6.1 body type not supported", "554 5.6.3 conversion required"})
    void eightBitContentIsRejectedOnlyAtItsEnd(String reply) {
        server.answering((talk, line) ->
                line.endsWith("LAST") && talk.chunks().contains("\u009f") ? Optional.of(reply) : Optional.empty());

        delivered(deliver(eightBit()));
        assertThat(server.messagesSoFar()).hasSize(1).allMatch(text -> text.contains("Gr=C3=BC=C3=9Fe"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"501 5.5.4 syntax", "555 5.5.4 unsupported", "500 no", "504 no", "550 SIZE unknown", "555 no"})
    void sizeDoesNotWork(String reply) {
        rejecting("SIZE=", reply);

        delivered(deliver());
        delivered(deliver());
        assertThat(heard().split("SIZE=", -1)).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"501 5.5.4 syntax", "555 5.5.4 unsupported", "500 no", "504 no", "550 RET unknown", "555 no"})
    void retDoesNotWork(String reply) {
        rejecting("RET=", reply);

        assertThat(delivered(deliver(wantingNotices(mail(RECIPIENT)))).carriesDsn())
                .isFalse();
        assertThat(heard()).contains("SIZE=");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"501 5.5.4 syntax", "555 5.5.4 unsupported", "501 no", "504 no", "550 NOTIFY unknown", "555 no"})
    void notifyDoesNotWork(String reply) {
        rejecting("NOTIFY=", reply);

        assertThat(delivered(deliver(wantingNotices(mail(RECIPIENT)))).carriesDsn())
                .isFalse();
        delivered(deliver(wantingNotices(mail(RECIPIENT))));
        assertThat(heard().split("NOTIFY=", -1)).hasSize(2);
    }

    @Test
    void someRecipientsAreAcceptedAndOthersNotForNotify() {
        Mail both = mail(RECIPIENT, "plain@contoso.test");
        rejecting("NOTIFY=", "501 5.5.4 syntax");

        var outcomes = kept.deliver(wantingNotices(both), new Terms(SECURE, Optional.empty()), server);

        delivered(outcomes.get(RECIPIENT));
        delivered(outcomes.get("plain@contoso.test"));
        assertThat(server.conversations().get(0).served()).isEmpty();
        assertThat(heard().split("plain@contoso.test", -1)).as("named once").hasSize(2);
    }

    @Test
    void noParameterWorks() {
        server.answering((talk, line) -> line.startsWith("MAIL") && !line.endsWith(">")
                ? Optional.of("555 5.5.4 no parameters please")
                : Optional.empty());

        delivered(deliver(wantingNotices(eightBit())));
    }

    @Test
    void everythingIsBroken() {
        server.answering((talk, line) -> line.startsWith("BDAT")
                ? Optional.of("502 no")
                : (line.startsWith("MAIL") || line.startsWith("RCPT")) && !line.endsWith(">")
                        ? Optional.of("501 no parameters please")
                        : Optional.empty());

        delivered(deliver(wantingNotices(eightBit())));
    }

    @Test
    void smtpUtf8IsRefusedAndAsciiRecipientsAreServed() {
        server.offering("SMTPUTF8");
        rejecting("SMTPUTF8", "555 5.6.7 no");
        Mail both = mail(INTERNATIONAL, RECIPIENT);

        var outcomes = kept.deliver(both, new Terms(SECURE, Optional.empty()), server);

        delivered(outcomes.get(RECIPIENT));
        assertThat(failed(outcomes.get(INTERNATIONAL)).finalStatus()).isEqualTo("5.6.7");
    }

    /** To leave it out is to return the message: what the server says is for later is no reason for that. */
    @ParameterizedTest
    @ValueSource(strings = {"455 4.5.4 not now", "450 4.5.0 not now", "451 4.5.2 not now"})
    void smtpUtf8IsRefusedForNowAndNothingIsReturned(String reply) {
        server.offering("SMTPUTF8");
        rejecting("SMTPUTF8", reply);

        var outcome = kept.deliver(mail(INTERNATIONAL), new Terms(SECURE, Optional.empty()), server)
                .get(INTERNATIONAL);

        assertThat(deferred(outcome).reason()).isEqualTo(reply);
    }

    @Test
    void whatElseIsInMailIsLeftOutBeforeSmtpUtf8() {
        server.offering("SMTPUTF8");
        rejecting("BODY=", "555 5.5.4 unsupported parameter");

        delivered(kept.deliver(message(EIGHT_BIT, SENDER, INTERNATIONAL), new Terms(SECURE, Optional.empty()), server)
                .get(INTERNATIONAL));
    }

    @Test
    void smtpUtf8ThatWasRefusedOnceIsAskedForAgain() {
        server.offering("SMTPUTF8");
        var refuses = new AtomicBoolean(true);
        server.answering((talk, line) ->
                refuses.get() && line.contains("SMTPUTF8") ? Optional.of("555 5.6.7 no") : Optional.empty());
        var terms = new Terms(SECURE, Optional.empty());
        failed(kept.deliver(mail(INTERNATIONAL, RECIPIENT), terms, server).get(INTERNATIONAL));

        refuses.set(false);

        delivered(kept.deliver(mail(INTERNATIONAL), terms, server).get(INTERNATIONAL));
    }

    /** Somebody on the way says it in clear text, of mail that has no rule. */
    @Test
    void whatIsLearntWithoutARuleIsNotBelievedForAPartner() {
        server.answering((talk, line) -> talk.tlsVersion().equals("none") && line.contains("BODY=")
                ? Optional.of("555 5.5.4 unsupported BODY")
                : Optional.empty());
        var inClear = new Terms(MAY, Optional.empty(), new IgnoredKeywords(Set.of(), true));
        delivered(kept.deliver(eightBit(), inClear, server).get(RECIPIENT));

        delivered(deliver(eightBit()));

        assertThat(heard()).contains("BODY=8BITMIME");
    }

    @ParameterizedTest
    @ValueSource(strings = {CLOSE, SILENCE})
    void pipeliningDoesNotWork(String instead) {
        server.answering((talk, line) ->
                line.startsWith("MAIL") && talk.isMoreWaiting() ? Optional.of(instead) : Optional.empty());

        delivered(deliver());
        int before = connections();
        delivered(deliver());
        assertThat(connections()).isLessThanOrEqualTo(before + 1);
        assertThat(server.messagesSoFar()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"503 5.5.1 need MAIL", "554 5.5.0 SMTP synchronization error", "503 no"})
    void pipelinedCommandsAreRejected(String reply) {
        server.answering((talk, line) ->
                line.startsWith("RCPT") && talk.isMoreWaiting() ? Optional.of(reply) : Optional.empty());
        Mail both = mail(RECIPIENT, "b@contoso.test");

        var outcomes = kept.deliver(both, new Terms(SECURE, Optional.empty()), server);

        delivered(outcomes.get(RECIPIENT));
        delivered(outcomes.get("b@contoso.test"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"554 5.5.1 need RCPT", "554 5.5.0 SMTP synchronization error", "550 no PIPELINING"})
    void dataIsRejectedBehindPipelinedCommands(String reply) {
        var together = new AtomicBoolean();
        server.answering((talk, line) -> {
            together.set(line.startsWith("MAIL") ? talk.isMoreWaiting() : together.get());
            return line.equals("DATA") && together.get() ? Optional.of(reply) : Optional.empty();
        });
        var terms = new Terms(SECURE, Optional.empty(), IgnoredKeywords.of(List.of("CHUNKING")));

        delivered(kept.deliver(mail(RECIPIENT), terms, server).get(RECIPIENT));
        assertThat(together).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "550 5.7.1 blocked",
                "554 5.7.1 blocked",
                "550 5.1.8 sender unknown",
                "553 sender rejected",
                "550 rejected",
                "552 5.3.4 too large",
                "552 message too large",
                "552 message exceeds the limit of SIZE",
                "501 5.1.7 bad address",
            })
    void aSenderThatIsRejectedIsRejectedAtOnce(String reply) {
        rejecting("MAIL", reply);

        assertThat(failed(deliver()).reason()).isEqualTo(reply);
        assertThat(heard().split("MAIL FROM", -1)).hasSize(2);
    }

    @Test
    void aServerThatRejectsEverythingIsAskedAFewTimesOnlyAndNothingIsLearntOfIt() {
        rejecting("MAIL", "501 5.5.4 whatever you say");

        assertThat(failed(deliver(wantingNotices(eightBit()))).reason()).isEqualTo("501 5.5.4 whatever you say");
        assertThat(heard().split("MAIL FROM", -1).length - 1).isLessThanOrEqualTo(5);

        server.answering((talk, line) -> Optional.empty());
        delivered(deliver(wantingNotices(eightBit())));
        assertThat(heard().lines().filter(line -> line.startsWith("MAIL")).reduce("", (before, last) -> last))
                .contains("BODY=", "SIZE=", "RET=");
    }

    @Test
    void theConnectionWithoutTheExtensionIsJudgedLikeAnyOther() {
        server.answering((talk, line) -> {
            if (line.startsWith("BDAT")) {
                server.renew(CertificateAuthority.create("Mallory").issue(NAME));
                return Optional.of("502 no");
            }
            return Optional.empty();
        });

        assertThat(deferred(deliver()).tls()).isPresent();
        assertThat(server.conversations().get(1).encrypted()).doesNotContain("MAIL", SECRET);
    }

    @Test
    void theRuleIsAskedForAgainBeforeTheMessageGoesWithoutTheExtension() {
        rejecting("BDAT", "502 no");
        var asked = new AtomicInteger();

        AttemptOutcome outcome = kept.deliver(SECURE, server, () -> asked.incrementAndGet() <= 2);

        assertThat(deferred(outcome).trouble()).isEqualTo(FailureKind.RULE_CHANGED);
        assertThat(server.messagesSoFar()).isEmpty();
    }
}
