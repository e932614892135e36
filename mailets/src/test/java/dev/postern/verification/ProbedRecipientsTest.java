package dev.postern.verification;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.verification.ProbeOutcome.Exists;
import dev.postern.verification.ProbeOutcome.Undecided;
import dev.postern.verification.ProbeOutcome.Unknown;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import javax.mail.internet.AddressException;
import org.apache.james.core.MailAddress;
import org.junit.jupiter.api.Test;

class ProbedRecipientsTest {
    private static final ProbeOutcome KNOWN = new Exists(Optional.empty());
    private static final ProbeOutcome DOWN = new Undecided("cannot be reached", true);

    /** Whom the next hop was asked after, and what it says to the next question. */
    private final List<String> asked = new ArrayList<>();

    private final List<Boolean> askedForNobody = new ArrayList<>();
    private ProbeOutcome answer = KNOWN;
    private Optional<Error> fault = Optional.empty();
    private Executor workers = Runnable::run;
    private Instant now = Instant.EPOCH;
    private final ProbedRecipients accepting = recipients(true, VerificationTimes.STANDARD);

    private ProbedRecipients recipients(boolean accepts, VerificationTimes times) {
        var clock = new Clock() {
            @Override
            public Instant instant() {
                return now;
            }

            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }
        };
        return new ProbedRecipients(
                new VerificationRule("example.org", accepts, times, 100),
                this::probe,
                work -> workers.execute(work),
                clock);
    }

    private static RecipientVerdict verdictAt(ProbedRecipients recipients, String address) throws AddressException {
        return recipients.verify(new MailAddress(address)).join();
    }

    @Test
    void what_is_said_of_a_recipient_holds_for_its_domain_alone() throws AddressException {
        answer = new Unknown();
        assertThat(verdictAt(accepting, "anna@a.example.org")).isEqualTo(RecipientVerdict.UNKNOWN);
        answer = KNOWN;
        assertThat(verdictAt(accepting, "anna@b.example.org")).isEqualTo(RecipientVerdict.ACCEPTED);
        assertThat(verdictAt(accepting, "anna@A.example.org")).isEqualTo(RecipientVerdict.UNKNOWN);
        assertThat(asked).hasSize(2);
    }

    @Test
    void a_flood_of_invented_domains_pushes_out_no_real_recipient() throws AddressException {
        verdict(accepting, "anna");
        answer = new Unknown();
        for (int number = 0; number < 3000; number++) {
            verdictAt(accepting, "anna@invented" + number + ".example.org");
        }
        answer = DOWN;
        assertThat(verdict(accepting, "anna")).isEqualTo(RecipientVerdict.ACCEPTED);
        assertThat(asked).hasSize(3001);
    }

    @Test
    void that_one_domain_accepts_everybody_says_nothing_of_another() throws AddressException {
        answer = new Exists(Optional.of(true));
        verdictAt(accepting, "anna@a.example.org");
        answer = new Unknown();
        assertThat(verdictAt(accepting, "nobody@b.example.org")).isEqualTo(RecipientVerdict.UNKNOWN);
        assertThat(verdictAt(accepting, "anybody@a.example.org")).isEqualTo(RecipientVerdict.ACCEPTED);
        assertThat(askedForNobody).containsExactly(true, true);
    }

    private ProbeOutcome probe(MailAddress recipient, Optional<MailAddress> nobody) {
        asked.add(recipient.getLocalPart());
        askedForNobody.add(nobody.isPresent());
        fault.ifPresent(error -> {
            throw error;
        });
        return answer;
    }

    private static MailAddress address(String localPart) {
        try {
            return new MailAddress(localPart + "@example.org");
        } catch (AddressException e) {
            throw new AssertionError(e);
        }
    }

    private static RecipientVerdict verdict(ProbedRecipients recipients, String localPart) {
        CompletableFuture<RecipientVerdict> verdict = recipients.verify(address(localPart));
        assertThat(verdict).as("known at once").isDone();
        return verdict.join();
    }

    @Test
    void whom_the_next_hop_rejects_is_unknown_and_it_is_asked_once() {
        answer = new Unknown();
        assertThat(verdict(accepting, "nobody")).isEqualTo(RecipientVerdict.UNKNOWN);
        assertThat(verdict(accepting, "nobody")).isEqualTo(RecipientVerdict.UNKNOWN);
        assertThat(asked).containsExactly("nobody");
    }

    @Test
    void whom_the_next_hop_accepts_is_accepted_and_it_is_asked_once() {
        assertThat(verdict(accepting, "anna")).isEqualTo(RecipientVerdict.ACCEPTED);
        assertThat(verdict(accepting, "anna")).isEqualTo(RecipientVerdict.ACCEPTED);
        assertThat(asked).containsExactly("anna");
    }

    @Test
    void whether_capitals_matter_only_the_next_hop_knows() {
        verdict(accepting, "anna");
        answer = new Unknown();
        assertThat(verdict(accepting, "ANNA")).isEqualTo(RecipientVerdict.UNKNOWN);
        assertThat(verdict(accepting, "anna")).isEqualTo(RecipientVerdict.ACCEPTED);
    }

    @Test
    void several_who_ask_after_one_recipient_are_one_probe() {
        Deque<Runnable> waiting = new ArrayDeque<>();
        workers = waiting::add;
        answer = new Unknown();

        var first = accepting.verify(address("nobody"));
        var second = accepting.verify(address("nobody"));
        assertThat(first).isNotDone();
        waiting.forEach(Runnable::run);

        assertThat(List.of(first.join(), second.join())).containsOnly(RecipientVerdict.UNKNOWN);
        assertThat(asked).containsExactly("nobody");
    }

    @Test
    void a_probe_that_no_thread_can_be_had_for_is_made_at_the_next_question() {
        workers = work -> {
            throw new OutOfMemoryError("unable to create native thread, as this test wants it");
        };
        assertThat(verdict(accepting, "anna")).isEqualTo(RecipientVerdict.OVERLOADED);

        workers = Runnable::run;
        assertThat(verdict(accepting, "anna")).isEqualTo(RecipientVerdict.ACCEPTED);
        assertThat(asked).containsExactly("anna");
    }

    @Test
    void an_error_of_any_kind_leaves_no_client_without_an_answer() {
        fault = Optional.of(new AssertionError("as this test wants it"));
        assertThat(verdict(recipientsThatDefer(), "anna")).isEqualTo(RecipientVerdict.UNVERIFIED);
    }

    @Test
    void a_flood_of_invented_recipients_pushes_out_no_real_one() {
        verdict(accepting, "anna");
        answer = new Unknown();
        for (int number = 0; number < 1000; number++) {
            verdict(accepting, "invented" + number);
        }
        answer = DOWN;
        assertThat(verdict(recipientsThatDefer(), "anna")).isEqualTo(RecipientVerdict.UNVERIFIED);
        assertThat(verdict(accepting, "anna")).isEqualTo(RecipientVerdict.ACCEPTED);
        assertThat(asked).filteredOn("anna"::equals).hasSize(2);
    }

    private ProbedRecipients recipientsThatDefer() {
        return recipients(false, VerificationTimes.STANDARD);
    }

    @Test
    void a_next_hop_that_is_down_is_left_alone_for_a_moment_and_then_asked_again() {
        answer = DOWN;
        var deferring = recipientsThatDefer();
        assertThat(verdict(deferring, "anna")).isEqualTo(RecipientVerdict.UNVERIFIED);
        assertThat(verdict(deferring, "bernd")).isEqualTo(RecipientVerdict.UNVERIFIED);
        assertThat(asked).containsExactly("anna");

        now = now.plus(VerificationTimes.STANDARD.pause());
        answer = KNOWN;
        assertThat(verdict(deferring, "bernd")).isEqualTo(RecipientVerdict.ACCEPTED);
    }

    @Test
    void while_the_next_hop_is_down_everybody_is_accepted_if_the_domain_says_so() {
        answer = DOWN;
        assertThat(verdict(accepting, "anna")).isEqualTo(RecipientVerdict.ACCEPTED);
    }

    @Test
    void what_is_remembered_holds_while_the_next_hop_is_down() {
        var deferring = recipientsThatDefer();
        verdict(deferring, "anna");
        answer = new Unknown();
        verdict(deferring, "nobody");
        answer = DOWN;
        verdict(deferring, "somebody");

        assertThat(verdict(deferring, "anna")).isEqualTo(RecipientVerdict.ACCEPTED);
        assertThat(verdict(deferring, "nobody")).isEqualTo(RecipientVerdict.UNKNOWN);
    }

    @Test
    void a_temporary_answer_is_about_one_recipient() {
        answer = new Undecided("450 greylisted", false);
        var deferring = recipientsThatDefer();
        assertThat(verdict(deferring, "anna")).isEqualTo(RecipientVerdict.UNVERIFIED);
        answer = KNOWN;
        assertThat(verdict(deferring, "bernd")).isEqualTo(RecipientVerdict.ACCEPTED);
        assertThat(verdict(deferring, "anna")).as("not asked again at once").isEqualTo(RecipientVerdict.UNVERIFIED);
        now = now.plus(VerificationTimes.STANDARD.pause());
        assertThat(verdict(deferring, "anna")).isEqualTo(RecipientVerdict.ACCEPTED);
    }

    @Test
    void a_recipient_that_was_created_is_known_after_the_negative_time() {
        answer = new Unknown();
        verdict(accepting, "new");
        answer = KNOWN;
        now = now.plus(VerificationTimes.STANDARD.unknown());
        assertThat(verdict(accepting, "new")).isEqualTo(RecipientVerdict.ACCEPTED);
    }

    @Test
    void a_recipient_that_was_removed_is_unknown_after_it_was_refreshed() {
        verdict(accepting, "anna");
        answer = new Unknown();
        now = now.plus(VerificationTimes.STANDARD.refresh());
        assertThat(verdict(accepting, "anna"))
                .as("nobody waits for the refresh")
                .isEqualTo(RecipientVerdict.ACCEPTED);
        assertThat(verdict(accepting, "anna")).isEqualTo(RecipientVerdict.UNKNOWN);
    }

    @Test
    void a_next_hop_that_accepts_what_cannot_exist_is_not_asked_for_a_while() {
        answer = new Exists(Optional.of(true));
        verdict(accepting, "anna");
        assertThat(askedForNobody).containsExactly(true);
        answer = new Unknown();
        assertThat(verdict(accepting, "anybody")).isEqualTo(RecipientVerdict.ACCEPTED);

        now = now.plus(VerificationTimes.STANDARD.nobody());
        assertThat(verdict(accepting, "anybody")).isEqualTo(RecipientVerdict.UNKNOWN);
    }

    @Test
    void a_next_hop_that_rejects_is_not_asked_for_what_cannot_exist() {
        answer = new Unknown();
        verdict(accepting, "nobody");
        answer = KNOWN;
        verdict(accepting, "anna");
        assertThat(askedForNobody).containsExactly(true, false);
    }

    @Test
    void more_than_can_be_asked_is_no_answer() {
        workers = work -> {
            throw new RejectedExecutionException();
        };
        assertThat(verdict(accepting, "anna")).isEqualTo(RecipientVerdict.OVERLOADED);
        workers = Runnable::run;
        assertThat(verdict(accepting, "anna")).isEqualTo(RecipientVerdict.ACCEPTED);
    }

    @Test
    void a_client_waits_no_longer_than_its_time() throws Exception {
        workers = work -> {}; // never done
        var times = new VerificationTimes(
                Duration.ofDays(1),
                Duration.ofHours(1),
                Duration.ofMinutes(1),
                Duration.ofMinutes(1),
                Duration.ofHours(1),
                Duration.ofMillis(20));
        assertThat(recipients(false, times).verify(address("anna")).get(60, TimeUnit.SECONDS))
                .isEqualTo(RecipientVerdict.UNVERIFIED);
    }

    @Test
    void a_probe_that_fails_of_itself_leaves_nobody_waiting() {
        var broken = new ProbedRecipients(
                new VerificationRule("example.org", false, VerificationTimes.STANDARD, 100),
                (recipient, nobody) -> {
                    throw new IllegalStateException("no");
                },
                Runnable::run,
                Clock.systemUTC());
        assertThat(verdict(broken, "anna")).isEqualTo(RecipientVerdict.UNVERIFIED);
    }
}
