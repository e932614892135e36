package dev.postern.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.inboundtest.InboundTest;
import dev.postern.inboundtest.InboundTests.Issue.Issued;
import dev.postern.inboundtest.TestEvent;
import dev.postern.partner.PartnerFixture;
import dev.postern.tls.DnsName;
import dev.postern.verification.RecipientVerdict;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import javax.mail.internet.AddressException;
import org.apache.james.core.MailAddress;
import org.apache.james.core.MaybeSender;
import org.apache.james.queue.api.MailQueue.MailQueueException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The address of an inbound test at the SMTP server: for one small message of its partner, and unknown to all others. */
class InboundTestHookTest {
    private static final String UNKNOWN = "550 5.1.1 No such recipient here";
    private static final String NEVER_ISSUED = "postern-test-aaaaaaaaaaaaaaaaaaaaaaaaaa@example.org";

    private final PartnerFixture contoso = PartnerFixture.contoso();
    private final Conversation conversation = Conversation.with(
                    contoso, PartnerFixture.named("fabrikam", "fabrikam.test"))
            .over(NegotiatedSession.tls13())
            .greeted();
    private final InboundTest test;
    private final String address;

    InboundTestHookTest() throws IOException {
        var issued = (Issued) conversation.inboundTests.issue(
                contoso.partner(), DnsName.parse("example.org").orElseThrow(), Duration.ofHours(24));
        test = issued.test();
        address = issued.address().toString();
    }

    private String recipient(String recipient) {
        return conversation.say("RCPT TO:<" + recipient + ">");
    }

    private String content(String... lines) {
        String reply = conversation.say("DATA");
        if (!reply.startsWith("354")) {
            return reply;
        }
        for (String line : lines) {
            conversation.say(line);
        }
        return conversation.say(".");
    }

    private String send(String sender, String recipient) {
        conversation.say("RSET");
        conversation.say("MAIL FROM:<" + sender + ">");
        String reply = recipient(recipient);
        return reply.startsWith("250") ? content("Subject: x", "", "hello") : reply;
    }

    @Test
    void the_partner_sends_its_message() {
        assertThat(send("bob@contoso.test", address)).startsWith("250");
        assertThat(conversation.onlyQueued().getRecipients()).hasToString("[" + address + "]");
    }

    /** The server behind us does not know it. */
    @Test
    void the_address_is_not_verified_as_others_are() {
        conversation.verification = any -> CompletableFuture.completedFuture(RecipientVerdict.UNKNOWN);
        assertThat(send("bob@contoso.test", address)).startsWith("250");
    }

    @Test
    void the_case_of_the_address_does_not_matter() {
        assertThat(send("bob@contoso.test", address.toUpperCase(Locale.ROOT))).startsWith("250");
    }

    @Test
    void twice() {
        send("bob@contoso.test", address);
        assertThat(send("bob@contoso.test", address)).isEqualTo(UNKNOWN);
        assertThat(conversation.queued()).hasSize(1);
    }

    @Test
    void late() {
        conversation.testClock.advance(Duration.ofHours(24));
        assertThat(send("bob@contoso.test", address)).isEqualTo(UNKNOWN);
    }

    @Test
    void expired_between_recipient_and_content() {
        conversation.say("MAIL FROM:<bob@contoso.test>");
        assertThat(recipient(address)).startsWith("250");
        conversation.testClock.advance(Duration.ofHours(24));
        assertThat(content("Subject: x", "", "hello")).isEqualTo(UNKNOWN);
        assertThat(conversation.queued()).isEmpty();
    }

    /** Two clients got their 250 for the recipient before either sent its content. */
    @Test
    void the_second_of_two_at_once_is_rejected_at_the_end_of_its_content() throws IOException {
        conversation.say("MAIL FROM:<bob@contoso.test>");
        assertThat(recipient(address)).startsWith("250");
        conversation.inboundTests.accept(
                MaybeSender.getMailSender("eve@contoso.test"), mailAddress(address), "the other one");
        assertThat(content("Subject: x", "", "hello")).isEqualTo(UNKNOWN);
        assertThat(conversation.queued()).isEmpty();
    }

    private static MailAddress mailAddress(String text) {
        try {
            return new MailAddress(text);
        } catch (AddressException e) {
            throw new IllegalArgumentException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"bob@fabrikam.test", "bob@stranger.test", "", "bob@contoso.test.evil.test", "bob@example.org"})
    void the_right_address_from_another_sender_is_unknown(String sender) {
        assertThat(send(sender, address)).isEqualTo(UNKNOWN);
        assertThat(conversation.inboundTests.events(test, 0))
                .singleElement()
                .extracting(TestEvent::kind)
                .isEqualTo(TestEvent.Kind.ADDRESS_REFUSED);
    }

    /** A domain that accepts every recipient would else hand a late or a made-up one to the server behind us. */
    @ParameterizedTest
    @ValueSource(strings = {NEVER_ISSUED, "postern-test-aaaaaaaaaaaaaaaaaaaaaaaaaa+x@example.org"})
    void an_address_that_was_never_issued_is_unknown_to_everybody(String never) {
        assertThat(send("bob@contoso.test", never)).isEqualTo(UNKNOWN);
        assertThat(send("eve@stranger.test", never)).isEqualTo(UNKNOWN);
        assertThat(conversation.inboundTests.events(test, 0)).isEmpty();
    }

    @Test
    void a_tag_behind_the_address_is_another_address() {
        assertThat(send("bob@contoso.test", address.replace("@", "+tag@"))).isEqualTo(UNKNOWN);
    }

    /** Nobody learns from a reply whether an address was issued. */
    @Test
    void the_reply_is_that_of_an_unknown_recipient() {
        conversation.verification = any -> CompletableFuture.completedFuture(RecipientVerdict.UNKNOWN);
        String ofUnknown = send("eve@stranger.test", "nobody@example.org");
        assertThat(send("eve@stranger.test", address)).isEqualTo(ofUnknown);
        assertThat(send("eve@stranger.test", NEVER_ISSUED)).isEqualTo(ofUnknown);
    }

    @Test
    void own_servers_may_not_use_it_for_others() {
        conversation.asRelayClient();
        assertThat(send("boss@example.org", address)).isEqualTo(UNKNOWN);
    }

    /** Another organisation may have such a gateway, too. */
    @Test
    void an_own_server_may_write_to_a_test_address_elsewhere() {
        conversation.asRelayClient();
        assertThat(send("boss@example.org", "postern-test-aaaaaaaaaaaaaaaaaaaaaaaaaa@contoso.test"))
                .startsWith("250");
    }

    @Test
    void no_recipient_beside_it() {
        conversation.say("MAIL FROM:<bob@contoso.test>");
        assertThat(recipient("bob@example.org")).startsWith("250");
        assertThat(recipient(address)).isEqualTo("550 5.5.3 A message to a test address can have no other recipient");
        assertThat(content("Subject: x", "", "hello")).startsWith("250");
        assertThat(conversation.onlyQueued().getRecipients()).hasToString("[bob@example.org]");
    }

    @Test
    void no_recipient_behind_it() {
        conversation.say("MAIL FROM:<bob@contoso.test>");
        assertThat(recipient(address)).startsWith("250");
        assertThat(recipient("bob@example.org")).startsWith("550 5.5.3 ");
        assertThat(recipient(address.toUpperCase(Locale.ROOT))).startsWith("550 5.5.3 ");
        assertThat(content("Subject: x", "", "hello")).startsWith("250");
        assertThat(conversation.onlyQueued().getRecipients()).hasToString("[" + address + "]");
    }

    @Test
    void a_new_transaction_is_free_of_it() {
        conversation.say("MAIL FROM:<bob@contoso.test>");
        recipient(address);
        conversation.say("RSET");
        assertThat(send("bob@contoso.test", "bob@example.org")).startsWith("250");
    }

    @Test
    void announced_as_too_large() {
        conversation.say("MAIL FROM:<bob@contoso.test> SIZE=65537");
        assertThat(recipient(address)).isEqualTo("552 5.3.4 A message to a test address can have 64 KiB at most");
        conversation.say("RSET");
        conversation.say("MAIL FROM:<bob@contoso.test> SIZE=65536");
        assertThat(recipient(address)).startsWith("250");
    }

    @Test
    void too_large_and_then_small() {
        conversation.say("MAIL FROM:<bob@contoso.test>");
        recipient(address);
        String[] lines = new String[800];
        Arrays.fill(lines, "x".repeat(90));
        lines[0] = "Subject: x";
        lines[1] = "";
        assertThat(content(lines)).isEqualTo("552 5.3.4 A message to a test address can have 64 KiB at most");
        assertThat(send("bob@contoso.test", address)).startsWith("250");
    }

    @Test
    void a_message_that_cannot_be_stored_uses_nothing_up() {
        conversation.spool.failure = Optional.of(new MailQueueException("full"));
        assertThat(send("bob@contoso.test", address)).startsWith("452 4.3.1");
        conversation.spool.failure = Optional.empty();
        assertThat(send("bob@contoso.test", address)).startsWith("250");
    }

    @Test
    void a_test_that_cannot_be_used_up_durably_is_deferred() {
        conversation.testStore.full = true;
        assertThat(send("bob@contoso.test", address)).startsWith("452 4.3.1");
        assertThat(conversation.queued()).isEmpty();
        conversation.testStore.full = false;
        assertThat(send("bob@contoso.test", address)).startsWith("250");
    }

    /** The partner's rule is the same here as everywhere. */
    @Test
    void the_partners_rule_holds() {
        conversation.transport.negotiated = Optional.empty();
        assertThat(conversation.say("MAIL FROM:<bob@contoso.test>")).startsWith("530 5.7.10");
        assertThat(recipient(address)).startsWith("503");
    }
}
