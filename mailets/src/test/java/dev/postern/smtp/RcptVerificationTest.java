package dev.postern.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.inbound.PendingReply;
import dev.postern.partner.PartnerFixture;
import dev.postern.verification.RecipientVerdict;
import dev.postern.verification.RecipientVerification;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RcptVerificationTest {
    private static final String UNKNOWN = "550 5.1.1 No such recipient here";
    private static final String UNVERIFIED = "450 4.1.1 Could not verify the recipient, try again later";

    private final List<String> verified = new ArrayList<>();
    private final Conversation conversation = asking(Conversation.with(PartnerFixture.contoso()));

    /** Only bob exists. */
    private Conversation asking(Conversation begun) {
        begun.verification = recipient -> {
            verified.add(recipient.asString());
            return CompletableFuture.completedFuture(
                    recipient.getLocalPart().equals("bob") ? RecipientVerdict.ACCEPTED : RecipientVerdict.UNKNOWN);
        };
        return begun.greeted();
    }

    private static RecipientVerification always(RecipientVerdict verdict) {
        return recipient -> CompletableFuture.completedFuture(verdict);
    }

    @ParameterizedTest
    @ValueSource(strings = {"eve@evil.test", ""})
    void an_unknown_recipient_is_refused_at_rcpt_and_the_others_get_the_message(String sender) {
        conversation.say("MAIL FROM:<" + sender + ">");
        assertThat(conversation.say("RCPT TO:<nobody@example.org>")).isEqualTo(UNKNOWN);
        assertThat(conversation.deliver("Subject: x", "", "hello")).startsWith("250");
        assertThat(conversation.onlyQueued().getRecipients()).hasToString("[bob@example.org]");
    }

    @Test
    void a_message_to_unknown_recipients_only_is_not_taken() {
        conversation.say("MAIL FROM:<eve@evil.test>");
        conversation.say("RCPT TO:<nobody@example.org>");
        assertThat(conversation.say("DATA")).startsWith("503");
    }

    @Test
    void our_own_servers_are_not_asked_about() {
        conversation.asRelayClient().say("MAIL FROM:<bob@example.org>");
        assertThat(conversation.say("RCPT TO:<nobody@example.org>")).startsWith("250");
        assertThat(verified).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a@elsewhere.test",
                "a%elsewhere.test@example.org",
                "\"a@elsewhere.test\"@example.org",
                "elsewhere.test!a@example.org",
                "a@[127.0.0.1]",
            })
    void nobody_is_asked_after_recipients_that_are_not_ours(String recipient) {
        conversation.say("MAIL FROM:<eve@evil.test>");
        assertThat(conversation.say("RCPT TO:<" + recipient + ">")).startsWith("550 5.7.1");
        assertThat(verified).isEmpty();
    }

    @Test
    void a_source_route_is_no_way_around() {
        conversation.say("MAIL FROM:<eve@evil.test>");
        assertThat(conversation.say("RCPT TO:<@example.org:bob@elsewhere.test>"))
                .startsWith("550 5.7.1 ");
        assertThat(verified).isEmpty();
        conversation.say("RCPT TO:<@relay.evil.test:bob@example.org.>");
        assertThat(verified).containsExactly("bob@example.org");
    }

    @Test
    void the_postmaster_without_a_domain_is_one_of_ours() {
        conversation.say("MAIL FROM:<eve@evil.test>");
        conversation.say("RCPT TO:<Postmaster>");
        assertThat(verified).containsExactly("Postmaster@example.org");
    }

    @Test
    void what_cannot_be_verified_now_is_a_temporary_matter() {
        conversation.verification = always(RecipientVerdict.UNVERIFIED);
        conversation.say("MAIL FROM:<eve@evil.test>");
        assertThat(conversation.say("RCPT TO:<bob@example.org>")).isEqualTo(UNVERIFIED);
    }

    @Test
    void a_verification_that_fails_accepts_nobody() {
        conversation.say("MAIL FROM:<eve@evil.test>");
        conversation.verification = recipient -> {
            throw new IllegalStateException("gone");
        };
        assertThat(conversation.say("RCPT TO:<bob@example.org>")).isEqualTo(UNVERIFIED);
        conversation.verification = recipient -> CompletableFuture.failedFuture(new IllegalStateException("gone"));
        assertThat(conversation.say("RCPT TO:<bob@example.org>")).isEqualTo(UNVERIFIED);
    }

    @Test
    void too_many_verifications_keep_strangers_out_and_no_partner() {
        var partner = asking(Conversation.with(PartnerFixture.contoso()).over(NegotiatedSession.tls13()));
        partner.verification = always(RecipientVerdict.OVERLOADED);
        partner.say("MAIL FROM:<eve@evil.test>");
        assertThat(partner.say("RCPT TO:<bob@example.org>")).isEqualTo(UNVERIFIED);
        partner.say("RSET");
        partner.say("MAIL FROM:<alice@contoso.test>");
        assertThat(partner.say("RCPT TO:<bob@example.org>")).startsWith("250");
    }

    @ParameterizedTest
    @CsvSource({"ACCEPTED, 250", "UNKNOWN, 550", "UNVERIFIED, 450"})
    void the_reply_waits_until_the_verdict_is_known(RecipientVerdict verdict, String code) {
        var pending = new CompletableFuture<RecipientVerdict>();
        conversation.verification = recipient -> pending;
        conversation.say("MAIL FROM:<eve@evil.test>");

        assertThat(conversation.say("RCPT TO:<bob@example.org>")).isEmpty();
        var owed = PendingReply.of(conversation.session).orElseThrow();
        assertThat(owed.known()).isNotDone();
        pending.complete(verdict);

        assertThat(owed.known()).isDone();
        assertThat(conversation.say(new String(owed.line(), java.nio.charset.StandardCharsets.US_ASCII).strip()))
                .startsWith(code);
        assertThat(PendingReply.of(conversation.session)).isEmpty();
        assertThat(conversation.say("DATA")).startsWith(verdict == RecipientVerdict.ACCEPTED ? "354" : "503");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"a\tb\"", "\"a\u0001b\"", "\"a\u007fb\""})
    void a_recipient_whom_no_server_could_be_told_is_refused(String localPart) {
        conversation.say("MAIL FROM:<eve@evil.test>");
        assertThat(conversation.say("RCPT TO:<" + localPart + "@example.org>")).startsWith("501 5.1.3 ");
        assertThat(verified).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"a\tb\"", "\"a\u0001b\"", "\"a\u007fb\""})
    void a_sender_to_whom_nothing_could_be_returned_is_refused(String localPart) {
        assertThat(conversation.say("MAIL FROM:<" + localPart + "@evil.test>")).startsWith("501 5.1.7 ");
    }

    @Test
    void who_guesses_recipients_is_sent_away() {
        conversation.say("MAIL FROM:<eve@evil.test>");
        String last = "";
        for (int guess = 0; guess <= ErrorLimit.LIMIT; guess++) {
            last = conversation.say("RCPT TO:<guess" + guess + "@example.org>");
        }
        assertThat(last).startsWith("421 ").endsWith("[closed]");
    }
}
