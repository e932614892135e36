package dev.postern.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.partner.PartnerFixture;
import dev.postern.recipient.RequestedDsn;
import dev.postern.verification.RecipientVerdict;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.james.core.MailAddress;
import org.apache.mailet.DsnParameters;
import org.apache.mailet.DsnParameters.Notify;
import org.apache.mailet.DsnParameters.RecipientDsnParameters;
import org.apache.mailet.DsnParameters.Ret;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DsnHookTest {
    private static final String RCPT = "RCPT TO:<bob@example.org> ";

    private final Conversation conversation = Conversation.with(PartnerFixture.contoso());

    private static final String ALL_REPORTS = "NOTIFY=SUCCESS,FAILURE,DELAY ORCPT=rfc822;bob@example.org";

    private DsnParameters queued() {
        conversation.say("DATA");
        conversation.say("Subject: x");
        conversation.say("");
        assertThat(conversation.say(".")).startsWith("250");
        return conversation.onlyQueued().dsnParameters().orElseThrow();
    }

    @Test
    void dsn_is_offered() {
        assertThat(conversation.say("EHLO client.test")).contains("DSN");
    }

    @Test
    void what_the_sender_wants_to_be_told_stays_with_the_message() throws Exception {
        conversation.asRelayClient().greeted().say("MAIL FROM:<eve@evil.test> RET=HDRS ENVID=QQ+2B314159");
        assertThat(conversation.say(RCPT + "NOTIFY=SUCCESS,delay ORCPT=rfc822;bob+2Bx@example.org"))
                .startsWith("250");
        conversation.say("RCPT TO:<carol@example.org> NOTIFY=NEVER");

        DsnParameters said = queued();

        assertThat(said.getRetParameter()).contains(Ret.HDRS);
        assertThat(said.getEnvIdParameter().orElseThrow().asString()).isEqualTo("QQ+2B314159");
        assertThat(said.getRcptParameters())
                .containsEntry(
                        new MailAddress("bob@example.org"),
                        RecipientDsnParameters.of(
                                EnumSet.of(Notify.SUCCESS, Notify.DELAY), new MailAddress("bob+x@example.org")))
                .containsEntry(
                        new MailAddress("carol@example.org"), RecipientDsnParameters.of(EnumSet.of(Notify.NEVER)));
    }

    @Test
    void two_recipients_that_differ_in_case_have_their_own_notify() throws Exception {
        conversation.greeted().say("MAIL FROM:<eve@evil.test>");
        conversation.say("RCPT TO:<Bob@example.org> NOTIFY=NEVER");
        conversation.say("RCPT TO:<bob@example.org> NOTIFY=DELAY ORCPT=rfc822;robert@example.org");
        conversation.say("DATA");
        conversation.say("Subject: x");
        conversation.say("");
        assertThat(conversation.say(".")).startsWith("250");

        RequestedDsn asked = RequestedDsn.of(conversation.onlyQueued());

        assertThat(asked.about(new MailAddress("Bob@example.org")))
                .contains(RecipientDsnParameters.of(EnumSet.of(Notify.NEVER)));
        assertThat(asked.about(new MailAddress("bob@example.org")))
                .contains(RecipientDsnParameters.of(EnumSet.of(Notify.DELAY), new MailAddress("robert@example.org")));
    }

    @Test
    void what_a_refused_mail_said_is_not_taken_for_the_next_ones() {
        conversation.asRelayClient().greeted().say("MAIL FROM:<eve@evil.test> RET=FULL ENVID=first SIZE=9000000000");
        conversation.say("MAIL FROM:<eve@evil.test> RET=HDRS");
        conversation.say("RCPT TO:<bob@example.org>");

        DsnParameters said = queued();

        assertThat(said.getRetParameter()).contains(Ret.HDRS);
        assertThat(said.getEnvIdParameter()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "RET=BODY",
                "RET=",
                "ENVID=",
                "ENVID=a+2",
                "ENVID=a+0D+0AStatus:",
                "ENVID=a=b",
                "RET=FULL RET=HDRS",
                "ENVID=12345678901234567890123456789012345678901234567890"
                        + "123456789012345678901234567890123456789012345678901"
            })
    void a_malformed_parameter_of_mail_is_a_syntax_error(String parameters) {
        assertThat(conversation.greeted().say("MAIL FROM:<eve@evil.test> " + parameters))
                .startsWith("501 5.5.4");
        assertThat(conversation.say("RCPT TO:<bob@example.org>")).startsWith("503");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "NOTIFY=",
                "NOTIFY",
                "NOTIFY=NEVER,FAILURE",
                "NOTIFY=FAILURE,FAILURE",
                "NOTIFY=ALWAYS",
                "NOTIFY=NEVER NOTIFY=NEVER",
                "ORCPT=bob@example.org",
                "ORCPT=rfc822;",
                "ORCPT=rfc822;bob",
                "ORCPT=rfc822;bob+0D+0A@example.org",
                "ORCPT=rfc822;bob+zz@example.org",
                "  NOTIFY=NEVER"
            })
    void a_malformed_parameter_of_rcpt_is_a_syntax_error_and_the_session_goes_on(String parameters) {
        conversation.greeted().say("MAIL FROM:<eve@evil.test>");

        assertThat(conversation.say(RCPT + parameters)).startsWith("501 5.5.4");
        assertThat(conversation.say("RCPT TO:<bob@example.org>")).startsWith("250");
    }

    @Test
    void an_original_recipient_of_another_kind_is_taken_and_not_kept() {
        conversation.greeted().say("MAIL FROM:<eve@evil.test> RET=FULL");
        assertThat(conversation.say(RCPT + "ORCPT=x400;/S+3Dbob/")).startsWith("250");

        assertThat(queued().getRcptParameters()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "NOSUCH=1",
                "NOSUCH",
                "NOTIFY=NEVER NOSUCH=1",
                "SIZE=100",
                "RET=FULL",
                "BODY=8BITMIME",
                "NOTIFY2=NEVER"
            })
    void a_parameter_of_rcpt_that_was_not_announced_is_refused(String parameters) {
        conversation.greeted().say("MAIL FROM:<eve@evil.test>");

        assertThat(conversation.say(RCPT + parameters)).startsWith("555 5.5.4 ");
        assertThat(conversation.say("DATA")).startsWith("503");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bob@example.org.", "bob@my_host.example.org", "bob@my_host.example.org."})
    void the_original_recipient_may_be_written_as_the_recipient_may(String address) {
        conversation.greeted().say("MAIL FROM:<eve@evil.test>");

        assertThat(conversation.say(RCPT + "ORCPT=rfc822;" + address)).startsWith("250");
    }

    @Test
    void what_a_rejected_recipient_was_to_have_is_not_kept_for_the_next() throws Exception {
        conversation.verification = recipient -> CompletableFuture.completedFuture(RecipientVerdict.UNVERIFIED);
        conversation.greeted().say("MAIL FROM:<eve@evil.test>");
        assertThat(conversation.say(RCPT + "NOTIFY=NEVER")).startsWith("450");
        assertThat(conversation.say("RCPT TO:<carol@example.org> NOTIFY=NEVER")).startsWith("450");
        conversation.verification = recipient -> CompletableFuture.completedFuture(RecipientVerdict.ACCEPTED);
        conversation.say(RCPT);
        conversation.say("RCPT TO:<carol@example.org> NOTIFY=DELAY");
        conversation.say("RCPT TO:<carol@example.org> NOTIFY=NEVER"); // a second time: the first counts

        assertThat(queued().getRcptParameters())
                .doesNotContainKey(new MailAddress("bob@example.org"))
                .containsEntry(
                        new MailAddress("carol@example.org"), RecipientDsnParameters.of(EnumSet.of(Notify.DELAY)));
    }

    @Test
    void a_stranger_gets_headers_only_and_no_report_of_success() throws Exception {
        conversation.greeted().say("MAIL FROM:<forged@victim.test> RET=FULL ENVID=id");
        conversation.say(RCPT + ALL_REPORTS);
        conversation.say("RCPT TO:<carol@example.org> NOTIFY=SUCCESS");

        DsnParameters said = queued();

        assertThat(said.getRetParameter()).contains(Ret.HDRS);
        assertThat(said.getEnvIdParameter().orElseThrow().asString()).isEqualTo("id");
        assertThat(said.getRcptParameters())
                .containsEntry(
                        new MailAddress("bob@example.org"),
                        RecipientDsnParameters.of(
                                EnumSet.of(Notify.FAILURE, Notify.DELAY), new MailAddress("bob@example.org")))
                .containsEntry(
                        new MailAddress("carol@example.org"), RecipientDsnParameters.of(EnumSet.of(Notify.NEVER)));
    }

    @Test
    void a_stranger_gets_headers_only_who_asks_for_nothing() {
        conversation.greeted().say("MAIL FROM:<forged@victim.test>");
        conversation.say("RCPT TO:<bob@example.org>");

        assertThat(queued().getRetParameter()).contains(Ret.HDRS);
    }

    @Test
    void a_partner_that_does_not_arrive_as_agreed_is_a_stranger() {
        var monitored = Conversation.with(PartnerFixture.contoso().monitored()).greeted();
        monitored.say("MAIL FROM:<alice@contoso.test> RET=FULL");

        assertThat(monitored.deliver("Subject: x", "", "hello")).startsWith("250");
        assertThat(monitored.onlyQueued().dsnParameters().orElseThrow().getRetParameter())
                .contains(Ret.HDRS);
    }

    @Test
    void a_partner_gets_the_reports_that_it_asks_for() throws Exception {
        var partner = Conversation.with(PartnerFixture.contoso())
                .over(NegotiatedSession.tls13())
                .greeted();
        partner.say("MAIL FROM:<alice@contoso.test> RET=FULL");
        partner.say(RCPT + ALL_REPORTS);
        List.of("DATA", "Subject: x", "", ".").forEach(partner::say);

        DsnParameters said = partner.onlyQueued().dsnParameters().orElseThrow();
        assertThat(said.getRetParameter()).contains(Ret.FULL);
        assertThat(said.getRcptParameters().get(new MailAddress("bob@example.org")))
                .isEqualTo(RecipientDsnParameters.of(
                        EnumSet.of(Notify.SUCCESS, Notify.FAILURE, Notify.DELAY), new MailAddress("bob@example.org")));
    }
}
