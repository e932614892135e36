package dev.postern.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.inbound.RelayRule;
import dev.postern.inbound.RelayRule.PartnersRule;
import dev.postern.partner.PartnerFixture;
import dev.postern.recipient.Recipient;
import javax.mail.MessagingException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnvelopePathTest {
    private static final RelayRule LENIENT = new RelayRule(RelayRule.NONE.tls(), PartnersRule.ENFORCE, true);

    @ParameterizedTest
    @CsvSource({
        "a..b@docomo.test,\"a..b\"@docomo.test",
        ".a@docomo.test,\".a\"@docomo.test",
        "a.@docomo.test,\"a.\"@docomo.test",
        "...@docomo.test,\"...\"@docomo.test",
        "a...b..c@docomo.test,\"a...b..c\"@docomo.test",
        "-.a+b_c..d@docomo.test,\"-.a+b_c..d\"@docomo.test",
    })
    void dots_astray_are_accepted_in_quotes(String address, String quoted) throws MessagingException {
        var conversation =
                Conversation.with(PartnerFixture.contoso()).asRelayClient().greeted();
        assertThat(conversation.say("MAIL FROM:<" + address + "> SIZE=100")).startsWith("250");
        assertThat(conversation.say(
                        "RCPT TO:<" + address + "> NOTIFY=FAILURE ORCPT=rfc822;" + address.replace("+", "+2B")))
                .startsWith("250");
        conversation.deliver("Subject: x", "", "hello");

        var mail = conversation.onlyQueued();
        assertThat(Recipient.text(mail.getMaybeSender().get())).isEqualTo(quoted);
        assertThat(mail.getRecipients()).extracting(Recipient::text).contains(quoted);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.b@x.test", "\"a b\"@x.test", "a@x.test"})
    void other_addresses_stay_as_they_are(String address) {
        var conversation = Conversation.with().greeted();
        assertThat(conversation.say("MAIL FROM:<" + address + ">")).contains("<" + address + ">");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bob..smith@contoso.test", ".bob@contoso.test", "bob.@contoso.test"})
    void dots_astray_hide_no_partner(String address) {
        assertThat(Conversation.with(PartnerFixture.contoso()).greeted().say("MAIL FROM:<" + address + ">"))
                .startsWith("530 5.7.10 ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a..b@x..test", "a..b@", "a..b", "a..b@x.test@y.test", "a..b<@x.test", "a..b@x.test>>"})
    void what_is_no_address_with_dots_either_is_refused(String address) {
        assertThat(Conversation.with().greeted().say("MAIL FROM:<" + address + ">"))
                .startsWith("5");
    }

    @Test
    void a_stranger_routes_through_us_by_no_dots() {
        var conversation = Conversation.with().greeted();
        conversation.say("MAIL FROM:<eve@evil.test>");
        assertThat(conversation.say("RCPT TO:<a..b%elsewhere.test@example.org>"))
                .startsWith("550 5.7.1 ");
    }

    @Test
    void a_session_with_many_of_them_goes_on() {
        var conversation = Conversation.with().greeted();
        conversation.say("MAIL FROM:<eve@evil.test>");
        for (int recipient = 0; recipient < 100; recipient++) {
            assertThat(conversation.say("RCPT TO:<a.." + recipient + "@example.org>"))
                    .startsWith("250");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "MAIL FROM:alice@example.org",
                "MAIL FROM: alice@example.org",
                "mail from:alice@example.org SIZE=100 BODY=8BITMIME",
                "MAIL FROM:<alice@example.org>",
                "MAIL FROM:alice@example.org.",
                "MAIL FROM:@relay.test:alice@example.org. SIZE=100",
            })
    void an_own_server_may_leave_the_brackets_out_if_the_configuration_says_so(String command) {
        var conversation = Conversation.withRelay(LENIENT).asRelayClient().greeted();
        assertThat(conversation.say(command)).startsWith("250 ").contains("<alice@example.org>");
        assertThat(conversation.say("RCPT TO:bob@elsewhere.test")).startsWith("250 ");
        assertThat(conversation.say("RCPT TO:b..b@elsewhere.test NOTIFY=NEVER")).startsWith("250 ");
    }

    @Test
    void nobody_else_may() {
        assertThat(Conversation.withRelay(LENIENT).greeted().say("MAIL FROM:eve@evil.test"))
                .startsWith("501 ");
        assertThat(Conversation.withRelay(RelayRule.NONE)
                        .asRelayClient()
                        .greeted()
                        .say("MAIL FROM:alice@example.org"))
                .startsWith("501 ");
    }

    @Test
    void without_brackets_a_partner_is_held_to_its_rule() {
        var conversation = Conversation.withRelay(LENIENT, PartnerFixture.contoso())
                .asRelayClient()
                .greeted();
        assertThat(conversation.say("MAIL FROM:bob@contoso.test")).startsWith("530 5.7.10 ");
    }
}
