package dev.postern.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.matchers.RecipientIsPartner;
import dev.postern.partner.PartnerFixture;
import dev.postern.partner.Partners;
import dev.postern.recipient.Recipient;
import dev.postern.utf8.SmtpUtf8Request;
import java.util.stream.Stream;
import javax.mail.MessagingException;
import org.apache.mailet.Mail;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** SMTPUTF8 (RFC 6531) as a server: what is announced, which addresses are accepted, and by what they are judged. */
class SmtpUtf8Test {
    private static final String PARTNER = "xn--bcher-kva.test";

    private static Conversation offering(PartnerFixture... partners) {
        return Conversation.with(partners).offeringUtf8().greeted();
    }

    @Test
    void itIsAnnouncedAndAcceptedWhileItIsOffered() {
        var conversation = Conversation.with();
        assertThat(conversation.say("EHLO client.test")).doesNotContain("SMTPUTF8");
        assertThat(conversation.say("MAIL FROM:<eve@evil.test> SMTPUTF8")).startsWith("555 5.5.4");

        assertThat(conversation.offeringUtf8().say("EHLO client.test")).containsPattern("250[ -]SMTPUTF8");
        assertThat(conversation.say("MAIL FROM:<eve@evil.test> smtputf8")).startsWith("250");
    }

    @Test
    void whatWasAnnouncedHoldsUntilTheNextGreeting() {
        var conversation = offering();
        conversation.utf8 = () -> false;
        assertThat(conversation.say("MAIL FROM:<\u00f6@evil.test> SMTPUTF8")).startsWith("250");
        conversation.say("HELO client.test");
        assertThat(conversation.say("MAIL FROM:<\u00f6@evil.test> SMTPUTF8")).startsWith("55");
    }

    @Test
    void whatWasAnnouncedBeforeStarttlsIsForgotten() {
        var conversation = offering();
        assertThat(conversation.say("STARTTLS")).startsWith("220");
        conversation.utf8 = () -> false;
        assertThat(conversation.say("MAIL FROM:<\u00f6@evil.test> SMTPUTF8")).startsWith("5");
        conversation.say("EHLO client.test");
        assertThat(conversation.say("MAIL FROM:<\u00f6@evil.test> SMTPUTF8")).startsWith("553 5.6.7 ");
        assertThat(conversation.say("MAIL FROM:<eve@evil.test> SMTPUTF8")).startsWith("555 5.5.4 ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"SMTPUTF8=yes", "SMTPUTF8=", "SMTPUTF8 SMTPUTF8", "SMTPUTF8 smtputf8", "SMTPUTF8 \u00f6"})
    void theParameterHasNoValueAndStandsOnce(String parameters) {
        assertThat(offering().say("MAIL FROM:<eve@evil.test> " + parameters)).startsWith("5");
    }

    @ParameterizedTest
    @CsvSource({
        "b\u00f6b@example.org, b\u00f6b@example.org",
        "bo\u0308b@example.org, bo\u0308b@example.org", // a local part is never normalized
        "\u4e09\u56db.a@example.org, \u4e09\u56db.a@example.org",
        "\"b\u00f6b\"@example.org, b\u00f6b@example.org",
        "\"b \u00f6b\"@example.org, '\"b \u00f6b\"@example.org'",
        "b..\u00f6@example.org, '\"b..\u00f6\"@example.org'",
        "\ud83d\udce7@example.org, \ud83d\udce7@example.org",
        "bob@b\u00fccher.test, bob@xn--bcher-kva.test",
        "bob@bu\u0308cher.test, bob@xn--bcher-kva.test",
        "b..ob@B\u00dcCHER\u3002TEST, '\"b..ob\"@xn--bcher-kva.test'",
        "\u00f6@xn--bcher-kva.test, \u00f6@xn--bcher-kva.test",
    })
    void addressesBeyondAsciiArriveWithTheirDomainInALabels(String address, String written) throws MessagingException {
        var conversation = Conversation.with().asRelayClient().offeringUtf8().greeted();
        assertThat(conversation.say("MAIL FROM:<" + address + "> SIZE=100 SMTPUTF8"))
                .startsWith("250");
        assertThat(conversation.say("RCPT TO:<" + address + "> NOTIFY=FAILURE ORCPT=utf-8;"
                        + address.replace("\"", "").replace(" ", "")))
                .startsWith("250");
        conversation.deliver("Subject: x", "", "hello");

        Mail mail = conversation.onlyQueued();
        assertThat(Recipient.text(mail.getMaybeSender().get())).isEqualTo(written);
        assertThat(mail.getRecipients()).extracting(Recipient::text).contains(written);
        assertThat(SmtpUtf8Request.isMarked(mail)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "b\u00f6b@exam ple.org",
                "b\u0085b@example.org",
                "b\u2028b@example.org",
                "\"b\u0085b\"@example.org",
                "b\ufffdb@example.org",
                "\u00f6@b\u00fc..test",
                "\u00f6@-b\u00fc.test",
                "\u00f6@b\u00fc\uff20x.test",
                "\u00f6@[192.0.2.1\u3002]",
                "\u00f6@b\u00fc\u200d.test",
                "\u00f6@\u05d0a.test",
                "@b\u00fc.test:a@example.org",
                "\u00f6",
                "<\u00f6@example.org",
                "(\u00f6)@example.org",
                "\u00f6\"x@example.org",
            })
    void whatIsNoAddressIsRejected(String address) {
        var conversation = offering().asRelayClient();
        assertThat(conversation.say("MAIL FROM:<" + address + "> SMTPUTF8")).startsWith("553 5.1.7 ");
        conversation.say("MAIL FROM:<boss@example.org> SMTPUTF8");
        assertThat(conversation.say("RCPT TO:<" + address + ">")).startsWith("553 5.1.3 ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"b\u00f6b@example.org", "\"b\u00f6b\"@example.org", "bob@b\u00fccher.test"})
    void withoutTheParameterEveryAddressIsAscii(String address) {
        for (Conversation conversation :
                new Conversation[] {offering(), Conversation.with().greeted()}) {
            assertThat(conversation.say("MAIL FROM:<" + address + ">")).startsWith("553 5.6.7 ");
            conversation.say("MAIL FROM:<eve@evil.test>");
            assertThat(conversation.say("RCPT TO:<" + address + ">")).startsWith("553 5.6.7 ");
        }
    }

    @Test
    void theParameterHoldsForOneMessage() {
        var conversation = offering();
        conversation.say("MAIL FROM:<eve@evil.test> SMTPUTF8");
        assertThat(conversation.say("RCPT TO:<\u00f6@example.org>")).startsWith("250");
        conversation.say("RSET");
        conversation.say("MAIL FROM:<eve@evil.test>");
        assertThat(conversation.say("RCPT TO:<\u00f6@example.org>")).startsWith("553 5.6.7 ");
        conversation.deliver("Subject: x", "", "hello");
        assertThat(SmtpUtf8Request.isMarked(conversation.onlyQueued())).isFalse();
    }

    /** Spellings of the partner's domain. */
    static Stream<String> spellings() {
        return Stream.of(
                "b\u00fccher.test",
                "B\u00dcCHER.TEST",
                "bu\u0308cher.test", // NFD
                "BU\u0308CHER.test",
                "b\u00fccher\uff0etest", // fullwidth full stop
                "b\u00fccher\u3002test", // ideographic full stop
                "b\u00fccher\uff61test",
                "\uff42\u00fc\uff43\uff48\uff45\uff52.test", // fullwidth letters
                "b\u00fc\u00adcher.test", // a soft hyphen is nothing
                "xn--bcher-kva.test",
                "XN--BCHER-KVA.TEST",
                "xn--bcher-kva\u3002test",
                "b\u00fccher.\uff54est",
                "\u24d1\u00fccher.test"); // a circled b
    }

    @ParameterizedTest
    @MethodSource("spellings")
    void aPartnerIsHeldToItsRuleInWhateverFormItsDomainComes(String domain) throws Exception {
        Partners partners = PartnerFixture.partners(PartnerFixture.named("buecher", PARTNER));
        for (String local : new String[] {"bob", "b\u00f6b", "\"b\u00f6b\""}) {
            var conversation = Conversation.with(partners).offeringUtf8().greeted();
            assertThat(conversation.say("MAIL FROM:<" + local + "@" + domain + "> SMTPUTF8"))
                    .as(local)
                    .startsWith("530 5.7.10 ");
        }
    }

    @ParameterizedTest
    @MethodSource("spellings")
    void mailToAPartnerIsItsOwnInWhateverFormItsDomainComes(String domain) throws Exception {
        Partners partners = PartnerFixture.partners(PartnerFixture.named("buecher", PARTNER));
        for (String local : new String[] {"bob", "b\u00f6b", "\"b\u00f6b\""}) {
            var conversation =
                    Conversation.with(partners).asRelayClient().offeringUtf8().greeted();
            conversation.say("MAIL FROM:<boss@example.org> SMTPUTF8");
            assertThat(conversation.say("RCPT TO:<" + local + "@" + domain + ">"))
                    .as(local)
                    .startsWith("250");
            conversation.deliver("Subject: x", "", "hello");
            assertThat(new RecipientIsPartner(partners).match(conversation.onlyQueued()))
                    .as(local)
                    .hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bob@b\u00fccher.test",
                "b\u00f6b@B\u00dcCHER.TEST",
                "bob@bu\u0308cher.test",
                "bob@b\u00fccher\u3002test",
                "bob@b\u00fccher\uff0etest",
                "B\u00f6b <b\u00f6b@b\u00fccher.test>",
                "bob@xn--bcher-kva.test",
                "x@elsewhere.test, b\u00f6b@b\u00fccher.test",
                "\uff42ob@\uff42\u00fccher.test",
            })
    void aPartnerInTheHeaderIsHeldToItsRuleToo(String from) throws Exception {
        Partners partners = PartnerFixture.partners(PartnerFixture.named("buecher", PARTNER));
        var conversation = Conversation.with(partners).offeringUtf8().greeted();
        conversation.say("MAIL FROM:<\u00f6@evil.test> SMTPUTF8");
        assertThat(conversation.deliver("From: " + from, "Subject: x", "", "hello"))
                .startsWith("530 5.7.10 ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\uff05elsewhere.test",
                "a\uff01b",
                "a\uff20elsewhere.test",
                "a\ufe6aelsewhere.test",
                "\u00f6%x.test"
            })
    void aStrangerRoutesThroughUsByNoLookAlike(String localPart) {
        var conversation = offering();
        conversation.say("MAIL FROM:<eve@evil.test> SMTPUTF8");
        assertThat(conversation.say("RCPT TO:<" + localPart + "@example.org>")).startsWith("550 5.7.1 ");
    }

    @Test
    void theTraceFieldSaysHowItCame() throws MessagingException {
        var conversation = offering();
        conversation.say("MAIL FROM:<\u00f6@evil.test> SMTPUTF8");
        conversation.deliver("Subject: \u00f6", "", "hello");
        assertThat(conversation.onlyQueued().getMessage().getHeader("Received")[0])
                .contains(" with UTF8SMTP id ");
    }
}
