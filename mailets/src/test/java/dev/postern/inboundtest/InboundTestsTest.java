package dev.postern.inboundtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.delivery.MovableClock;
import dev.postern.envelope.EnvelopeAddress;
import dev.postern.inboundtest.InboundTest.Progress.Waiting;
import dev.postern.inboundtest.InboundTests.Issue;
import dev.postern.inboundtest.InboundTests.Issue.Issued;
import dev.postern.inboundtest.TestEvent.Kind;
import dev.postern.partner.PartnerFixture;
import dev.postern.partner.Partners;
import dev.postern.tls.DnsName;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import javax.mail.internet.AddressException;
import org.apache.james.core.MailAddress;
import org.apache.james.core.MaybeSender;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each bound of a one-time address. */
class InboundTestsTest {
    private static final DnsName OWN = DnsName.parse("example.org").orElseThrow();
    private static final MaybeSender BOB = MaybeSender.of(address("bob@contoso.test"));

    private final PartnerFixture contoso = PartnerFixture.contoso();
    private final Partners partners =
            PartnerFixture.partners(contoso, PartnerFixture.named("fabrikam", "fabrikam.test"));
    private final MovableClock clock = new MovableClock(Instant.parse("2026-01-02T03:04:05Z"));
    private final InMemoryTestStore store = new InMemoryTestStore();
    private final InboundTests tests = new InboundTests(partners, store, clock);

    private static MailAddress address(String text) {
        try {
            return EnvelopeAddress.parse(text);
        } catch (AddressException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    private Issued issued() throws IOException {
        return (Issued) tests.issue(contoso.partner(), OWN, Duration.ofHours(24));
    }

    private MailAddress recipient() throws IOException {
        return address(issued().address().toString());
    }

    @Test
    void the_address_has_130_random_bits_and_is_not_stored() throws IOException {
        Set<String> seen = new HashSet<>();
        for (int count = 0; count < 10; count++) {
            String address = issued().address().toString();
            assertThat(address).matches("postern-test-[a-z2-7]{26}@example\\.org");
            seen.add(address);
            assertThat(store.read().toString()).doesNotContain(address.substring(13, 39));
        }
        assertThat(seen).hasSize(10);
    }

    @Test
    void it_admits_its_partner_from_every_domain_of_it() throws IOException {
        MailAddress recipient = recipient();
        assertThat(tests.admits(BOB, recipient)).isPresent();
        assertThat(tests.admits(MaybeSender.of(address("eve@eu.contoso.test")), recipient))
                .isPresent();
        assertThat(tests.admits(MaybeSender.of(address("bob@CONTOSO.test")), recipient))
                .isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bob@fabrikam.test",
                "bob@stranger.test",
                "bob@contoso.test.evil.test",
                "bob@[192.0.2.1]",
                "bob@example.org"
            })
    void it_admits_nobody_else(String sender) throws IOException {
        assertThat(tests.admits(MaybeSender.of(address(sender)), recipient())).isEmpty();
    }

    @Test
    void it_admits_no_null_sender() throws IOException {
        assertThat(tests.admits(MaybeSender.nullSender(), recipient())).isEmpty();
    }

    @Test
    void case_does_not_matter_and_everything_else_does() throws IOException {
        String address = issued().address().toString();
        int at = address.indexOf('@');
        String token = address.substring(0, at);
        assertThat(tests.admits(BOB, address(token.toUpperCase(Locale.ROOT) + "@EXAMPLE.org")))
                .isPresent();
        for (String other : List.of(
                token + "+tag@example.org",
                token + "-x@example.org",
                token.substring(1) + "@example.org",
                token.substring(0, at - 1) + "@example.org",
                token + "@other.example.org",
                token + "@example.net",
                "x" + address)) {
            assertThat(tests.admits(BOB, address(other))).as(other).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "+tag", "-x", ".y", "aaaa"})
    void whatever_begins_as_an_address_is_set_aside(String behind) throws IOException {
        String token = issued().address().localPart();
        assertThat(TestAddress.isReserved(address(token + behind + "@example.org")))
                .isTrue();
        assertThat(TestAddress.isReserved(address(token.toUpperCase(Locale.ROOT) + behind + "@example.org")))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"bob", "postern-test-bob", "postern-test", "x.postern-test-aaaaaaaaaaaaaaaaaaaaaaaaaa"})
    void other_addresses_are_not_set_aside(String localPart) {
        assertThat(TestAddress.isReserved(address(localPart + "@example.org"))).isFalse();
    }

    @Test
    void it_accepts_one_message() throws IOException {
        MailAddress recipient = recipient();
        assertThat(tests.accept(BOB, recipient, "Mail1")).isTrue();
        assertThat(tests.accept(BOB, recipient, "Mail2")).isFalse();
        assertThat(tests.admits(BOB, recipient)).isEmpty();
    }

    @Test
    void it_is_used_up_after_a_restart_too() throws IOException {
        MailAddress recipient = recipient();
        tests.accept(BOB, recipient, "Mail1");
        var restarted = new InboundTests(partners, store, clock);
        assertThat(restarted.admits(BOB, recipient)).isEmpty();
        assertThat(restarted.of("Mail1")).isPresent();
    }

    @Test
    void an_unused_one_is_good_after_a_restart() throws IOException {
        MailAddress recipient = recipient();
        assertThat(new InboundTests(partners, store, clock).admits(BOB, recipient))
                .isPresent();
    }

    @Test
    void it_expires_to_the_second() throws IOException {
        MailAddress recipient = recipient();
        clock.advance(Duration.ofHours(24).minusSeconds(1));
        assertThat(tests.admits(BOB, recipient)).isPresent();
        clock.advance(Duration.ofSeconds(1));
        assertThat(tests.admits(BOB, recipient)).isEmpty();
        assertThat(tests.accept(BOB, recipient, "Mail1")).isFalse();
    }

    @Test
    void a_message_that_was_accepted_in_time_is_reported_after_it() throws IOException {
        tests.accept(BOB, recipient(), "Mail1");
        clock.advance(Duration.ofHours(24));
        assertThat(tests.of("Mail1")).isPresent();
        assertThat(tests.report("Mail1", "Report1", true)).isTrue();
    }

    @Test
    void it_is_reported_once() throws IOException {
        tests.accept(BOB, recipient(), "Mail1");
        assertThat(tests.report("Mail1", "Report1", true)).isTrue();
        assertThat(tests.report("Mail1", "Report2", true)).isFalse();
        assertThat(new InboundTests(partners, store, clock).report("Mail1", "Report3", true))
                .isFalse();
    }

    @Test
    void a_message_that_was_not_stored_uses_nothing_up() throws IOException {
        MailAddress recipient = recipient();
        tests.accept(BOB, recipient, "Mail1");
        tests.giveBack("Mail1");
        assertThat(tests.accept(BOB, recipient, "Mail2")).isTrue();
        tests.giveBack("Mail1");
        assertThat(tests.admits(BOB, recipient)).isEmpty();
    }

    @Test
    void a_message_that_was_reported_is_not_given_back() throws IOException {
        MailAddress recipient = recipient();
        tests.accept(BOB, recipient, "Mail1");
        tests.report("Mail1", "Report1", true);
        tests.giveBack("Mail1");
        assertThat(tests.admits(BOB, recipient)).isEmpty();
    }

    @Test
    void a_step_that_is_not_on_disk_did_not_happen() throws IOException {
        MailAddress recipient = recipient();
        store.full = true;
        assertThatThrownBy(() -> tests.accept(BOB, recipient, "Mail1")).isInstanceOf(IOException.class);
        assertThatThrownBy(this::issued).isInstanceOf(IOException.class);
        assertThat(tests.admits(BOB, recipient)).isPresent();
        store.full = false;
        assertThat(tests.accept(BOB, recipient, "Mail1")).isTrue();
        store.full = true;
        assertThatThrownBy(() -> tests.report("Mail1", "Report1", true)).isInstanceOf(IOException.class);
        store.full = false;
        assertThat(tests.report("Mail1", "Report1", true)).isTrue();
    }

    @Test
    void ten_an_hour_are_issued_to_one_partner() throws IOException {
        for (int count = 0; count < InboundTests.MOST_OF_A_PARTNER_AN_HOUR; count++) {
            issued();
        }
        assertThat(tests.issue(contoso.partner(), OWN, Duration.ofSeconds(1))).isInstanceOf(Issue.TooMany.class);
        assertThat(new InboundTests(partners, store, clock).issue(contoso.partner(), OWN, Duration.ofHours(1)))
                .isInstanceOf(Issue.TooMany.class);
        assertThat(tests.issue(PartnerFixture.named("fabrikam", "fabrikam.test").partner(), OWN, Duration.ofHours(1)))
                .isInstanceOf(Issued.class);
        clock.advance(Duration.ofHours(1));
        assertThat(tests.issue(contoso.partner(), OWN, Duration.ofHours(1))).isInstanceOf(Issued.class);
    }

    @Test
    void a_short_validity_is_no_way_around_the_rate() throws IOException {
        for (int count = 0; count < InboundTests.MOST_OF_A_PARTNER_AN_HOUR; count++) {
            tests.issue(contoso.partner(), OWN, Duration.ofSeconds(1));
        }
        clock.advance(Duration.ofMinutes(59));
        assertThat(tests.issue(contoso.partner(), OWN, Duration.ofSeconds(1))).isInstanceOf(Issue.TooMany.class);
    }

    @Test
    void a_hundred_are_remembered_and_expired_ones_forgotten() throws IOException {
        for (int count = 0; count < InboundTests.MOST; count++) {
            assertThat(tests.issue(PartnerFixture.named("p" + count, "p.test").partner(), OWN, Duration.ofDays(1)))
                    .isInstanceOf(Issued.class);
        }
        assertThat(tests.issue(contoso.partner(), OWN, Duration.ofDays(1))).isInstanceOf(Issue.TooMany.class);
        clock.advance(Duration.ofHours(25));
        issued();
        assertThat(store.read()).hasSize(1);
    }

    @Test
    void events_are_bounded_and_attempts_push_out_no_other() throws IOException {
        InboundTest test = issued().test();
        tests.record(test, Kind.MESSAGE_JUDGED, "the message", Map.of());
        for (int count = 0; count < 3 * TestLog.MOST_EVENTS; count++) {
            tests.recordWaiting("contoso", Kind.MAIL_REJECTED, "rejected", Map.of());
        }
        List<TestEvent> events = new ArrayList<>(tests.events(test, 0));
        assertThat(events).hasSize(TestLog.MOST_EVENTS);
        assertThat(events.get(0).kind()).isEqualTo(Kind.MESSAGE_JUDGED);
        assertThat(tests.events(test, 3L * TestLog.MOST_EVENTS)).hasSize(1);
    }

    @Test
    void an_attempt_of_one_partner_is_none_of_another() throws IOException {
        InboundTest test = issued().test();
        tests.recordWaiting("fabrikam", Kind.MAIL_REJECTED, "rejected", Map.of());
        assertThat(tests.events(test, 0)).isEmpty();
    }

    @Test
    void a_test_without_a_message_is_over_when_it_expires() throws IOException {
        InboundTest test = issued().test();
        assertThat(test.progress()).isEqualTo(new Waiting());
        assertThat(tests.isOver(test)).isFalse();
        clock.advance(Duration.ofHours(24));
        assertThat(tests.isOver(test)).isTrue();
        assertThat(tests.byId(test.id())).contains(test);
    }
}
