package dev.postern.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.memory.Claimant;
import dev.postern.memory.Reservation;
import dev.postern.partner.PartnerFixture;
import dev.postern.verification.RecipientVerdict;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.apache.commons.configuration2.BaseConfiguration;
import org.apache.commons.configuration2.ex.ConfigurationException;
import org.apache.james.protocols.lib.handler.HandlersPackage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How much one session may say, and how much memory it may hold. */
class SessionLimitsTest {
    private static final String NO_ROOM = "452 4.3.1 No room for new mail, try again later";

    private final Conversation conversation = new Conversation(PartnerFixture.partners(), WithJunkLimit.class);

    @Test
    void a_deferral_of_ours_is_no_error_of_the_clients() {
        conversation.greeted();
        conversation.say("MAIL FROM:<eve@evil.test>");
        conversation.say("RCPT TO:<bob@example.org>");
        Reservation all = exhaust();
        for (int i = 0; i < 10 * ErrorLimit.LIMIT; i++) {
            assertThat(conversation.say("RCPT TO:<bob" + i + "@example.org>")).isEqualTo(NO_ROOM);
        }
        all.close();
        assertThat(conversation.deliver("Subject: x", "", "hello")).startsWith("250");
        assertThat(conversation.onlyQueued().getRecipients()).hasSize(1);
    }

    @Test
    void deferrals_without_end_end_all_the_same() {
        conversation.greeted();
        conversation.intake = bytes -> false;
        for (int i = 0; i < ErrorLimit.DEFERRALS; i++) {
            assertThat(conversation.say("MAIL FROM:<eve@evil.test>")).startsWith("452");
        }
        assertThat(conversation.say("MAIL FROM:<eve@evil.test>")).startsWith("421");
    }

    @ParameterizedTest
    @ValueSource(strings = {"NOOP", "RSET", "EHLO client.test", "HELO client.test"})
    void commands_that_carry_no_mail_have_an_end(String command) {
        for (int i = 0; i < JunkCommandLimit.STANDARD; i++) {
            assertThat(conversation.say(command)).startsWith("250");
        }
        assertThat(conversation.say(command))
                .isEqualTo("421 4.7.0 Too many commands without a message, closing connection\n[closed]");
    }

    @Test
    void mail_without_data_does_not_hide_them() {
        conversation.greeted();
        for (int i = 1; i < JunkCommandLimit.STANDARD; i++) {
            assertThat(conversation.say("MAIL FROM:<eve@evil.test>")).startsWith("250");
            assertThat(conversation.say("RSET")).startsWith("250");
        }
        conversation.say("MAIL FROM:<eve@evil.test>");
        assertThat(conversation.say("RSET")).startsWith("421");
    }

    @Test
    void each_message_has_its_own() {
        conversation.greeted();
        for (int i = 0; i < 2 * JunkCommandLimit.STANDARD; i++) {
            assertThat(conversation.say("RSET")).startsWith("250");
            assertThat(conversation.send("eve@evil.test", "Subject: x", "", "hello"))
                    .startsWith("250");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1"})
    void a_junk_limit_that_is_none_is_refused(String limit) {
        var configuration = new BaseConfiguration();
        configuration.addProperty("limit", limit);

        assertThatThrownBy(() -> new JunkCommandLimit().init(configuration)).isInstanceOf(ConfigurationException.class);
    }

    @ParameterizedTest
    @CsvSource({"200,250", "4000,501"})
    void a_local_part_has_an_end(int length, String code) {
        conversation.greeted();
        String address = "a".repeat(length) + "@example.org";
        assertThat(conversation.say("MAIL FROM:<" + address + ">")).startsWith(code);
        conversation.say("RSET");
        conversation.say("MAIL FROM:<eve@evil.test>");
        assertThat(conversation.say("RCPT TO:<" + address + "> NOTIFY=NEVER")).startsWith(code);
    }

    @Test
    void the_longest_path_is_256_octets() {
        conversation.greeted();
        String domain = "@example.org";
        String longest = "a".repeat(254 - domain.length()) + domain;
        assertThat(conversation.say("MAIL FROM:<a" + longest + "> SIZE=1"))
                .isEqualTo("501 5.1.7 The sender's address is longer than 256 octets");
        assertThat(conversation.say("MAIL FROM:<" + longest + ">")).startsWith("250");
        assertThat(conversation.say("RCPT TO:<a" + longest + ">"))
                .isEqualTo("501 5.1.3 The recipient's address is longer than 256 octets");
        assertThat(conversation.say("RCPT TO:<" + longest + ">")).startsWith("250");
    }

    @Test
    void a_recipient_without_memory_is_deferred() {
        conversation.greeted();
        conversation.say("MAIL FROM:<eve@evil.test>");
        try (Reservation all = exhaust()) {
            assertThat(conversation.say("RCPT TO:<bob@example.org>")).isEqualTo(NO_ROOM);
            assertThat(all.bytes()).isPositive();
        }
        assertThat(conversation.say("RCPT TO:<bob@example.org>")).startsWith("250");
    }

    @Test
    void a_message_without_memory_is_deferred_and_the_next_one_accepted() {
        conversation.greeted();
        conversation.say("MAIL FROM:<eve@evil.test>");
        conversation.say("RCPT TO:<bob@example.org>");
        conversation.say("DATA");
        try (Reservation all = exhaust()) {
            conversation.say("Subject: x");
            assertThat(conversation.say(".")).isEqualTo(NO_ROOM);
            assertThat(all.bytes()).isPositive();
        }
        assertThat(conversation.queued()).isEmpty();
        assertThat(conversation.send("eve@evil.test", "Subject: x", "", "hello"))
                .startsWith("250");
    }

    @Test
    void own_servers_have_the_part_that_strangers_cannot_take() {
        long strangers = conversation.budget.limit(Claimant.STRANGER);
        try (Reservation all =
                conversation.budget.reserve(Claimant.STRANGER, strangers).orElseThrow()) {
            conversation.asRelayClient().greeted();
            assertThat(conversation.send("me@example.org", "Subject: x", "", "hello"))
                    .startsWith("250");
            assertThat(all.bytes()).isEqualTo(strangers);
        }
    }

    @Test
    void partners_have_it_too() {
        var partner = Conversation.with(PartnerFixture.contoso()).over(NegotiatedSession.tls13());
        long strangers = partner.budget.limit(Claimant.STRANGER);
        try (Reservation all =
                partner.budget.reserve(Claimant.STRANGER, strangers).orElseThrow()) {
            partner.greeted();
            partner.say("MAIL FROM:<eve@evil.test>");
            assertThat(partner.say("RCPT TO:<bob@example.org>")).isEqualTo(NO_ROOM);
            partner.say("RSET");
            assertThat(partner.send("alice@contoso.test", "From: alice@contoso.test", "", "hello"))
                    .startsWith("250");
            assertThat(all.bytes()).isEqualTo(strangers);
        }
    }

    @Test
    void what_a_refused_recipient_reserved_is_given_back_at_once() {
        conversation.greeted();
        conversation.say("MAIL FROM:<eve@evil.test>");
        conversation.say("RCPT TO:<bob@example.org>");
        long reserved = conversation.budget.reserved();
        conversation.verification = recipient -> CompletableFuture.completedFuture(RecipientVerdict.UNVERIFIED);
        for (int i = 0; i < 100; i++) {
            assertThat(conversation.say("RCPT TO:<carol@example.org>")).startsWith("450 4.1.1");
        }

        assertThat(conversation.budget.reserved()).isEqualTo(reserved);
    }

    @Test
    void a_recipient_whose_verification_takes_time_is_reserved_once() {
        var verdict = new CompletableFuture<RecipientVerdict>();
        conversation.greeted();
        conversation.say("MAIL FROM:<eve@evil.test>");
        conversation.verification = recipient -> verdict;
        assertThat(conversation.say("RCPT TO:<bob@example.org>")).isEmpty();
        long reserved = conversation.budget.reserved();
        verdict.complete(RecipientVerdict.ACCEPTED);
        assertThat(conversation.say("RCPT")).startsWith("250");

        assertThat(reserved).isPositive();
        assertThat(conversation.budget.reserved()).isEqualTo(reserved);
    }

    @ParameterizedTest
    @ValueSource(strings = {"RSET", "EHLO client.test", "QUIT"})
    void what_was_reserved_is_given_back(String end) {
        conversation.greeted();
        conversation.say("MAIL FROM:<eve@evil.test>");
        conversation.say("RCPT TO:<bob@example.org>");
        assertThat(conversation.budget.reserved()).isPositive();
        conversation.say(end);
        conversation.memoryLimit().onDisconnect(conversation.session);

        assertThat(conversation.budget.reserved()).isZero();
    }

    @Test
    void what_a_message_reserved_is_given_back_at_its_end() {
        conversation.greeted();
        conversation.send("eve@evil.test", "Subject: x", "", "hello");

        assertThat(conversation.budget.reserved()).isZero();
    }

    /** All that a stranger can have. */
    private Reservation exhaust() {
        return conversation
                .budget
                .reserve(
                        Claimant.STRANGER,
                        conversation.budget.limit(Claimant.STRANGER) - conversation.budget.reserved())
                .orElseThrow();
    }

    /** The gateway's handlers with what its smtpserver.xml adds. */
    public static final class WithJunkLimit implements HandlersPackage {
        @Override
        public List<String> getHandlers() {
            return Stream.concat(Stream.of(JunkCommandLimit.class.getName()), new SmtpHandlers().getHandlers().stream())
                    .toList();
        }
    }
}
