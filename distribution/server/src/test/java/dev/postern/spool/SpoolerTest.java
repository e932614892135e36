package dev.postern.spool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.inhand.InHand;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import javax.mail.MessagingException;
import org.apache.james.core.MailAddress;
import org.apache.james.mailetcontainer.api.MailProcessor;
import org.apache.james.queue.api.MailQueue.MailQueueItem.CompletionStatus;
import org.apache.james.server.core.MailImpl;
import org.apache.mailet.Attribute;
import org.apache.mailet.AttributeName;
import org.apache.mailet.AttributeValue;
import org.apache.mailet.Mail;
import org.apache.mailet.Mailet;
import org.apache.mailet.base.GenericMailet;
import org.apache.mailet.base.test.FakeMailetConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolerTest {
    private static final String PARTNER = "bob@contoso.test";
    private static final String OWN = "carol@example.test";
    private static final String OTHER = "dave@elsewhere.test";

    @TempDir
    private Path directory;

    private final FakeSpool spool = new FakeSpool();
    private final List<String> sent = new ArrayList<>();
    private List<String> problems = List.of();

    /** Sends a part on, and ends it, as PartnerRemoteDelivery does; or fails. */
    private Mailet sending(Predicate<Mail> fails) throws MessagingException {
        return new TrackedMailets(config -> new GenericMailet() {
                    @Override
                    public void service(Mail mail) throws MessagingException {
                        if (fails.test(mail)) {
                            throw new MessagingException("the queue fails");
                        }
                        mail.getRecipients().forEach(recipient -> sent.add(recipient.asString()));
                        mail.setState(Mail.GHOST);
                    }
                })
                .getMailet(FakeMailetConfig.builder().build());
    }

    /** A pipeline whose matchers split the message into one part for each recipient, the last one first. */
    private MailProcessor splitting(Predicate<Mail> fails) {
        return mail -> {
            List<MailAddress> recipients = List.copyOf(mail.getRecipients());
            for (MailAddress recipient : recipients.subList(1, recipients.size())) {
                Mail part = MailImpl.duplicate(mail);
                part.setRecipients(List.of(recipient));
                mail.setRecipients(mail.getRecipients().stream()
                        .filter(one -> !one.equals(recipient))
                        .toList());
                sending(fails).service(part);
            }
            sending(fails).service(mail);
        };
    }

    private void spooled(MailProcessor processors, Mail mail) throws Exception {
        try (var inHand = InHand.open(directory)) {
            var spooler = new Spooler(spool, processors, inHand, 2);
            spool.put(mail);
            spooler.start();
            spool.awaitSettled();
            spooler.stop();
            problems = spooler.problems();
        }
    }

    private static Mail mail(String... recipients) throws MessagingException {
        var builder = MailImpl.builder().name("Mail1").sender("alice@example.org");
        for (String recipient : recipients) {
            builder.addRecipient(recipient);
        }
        Mail mail = builder.build();
        mail.setState(Mail.DEFAULT);
        return mail;
    }

    private static List<String> recipients(Mail mail) {
        return mail.getRecipients().stream().map(MailAddress::asString).toList();
    }

    @Test
    void onlyTheRecipientsThatAreLeftAreTriedAgain() throws Exception {
        spooled(splitting(part -> recipients(part).contains(OTHER)), mail(PARTNER, OWN, OTHER));

        assertThat(sent).containsExactly(OWN);
        assertThat(spool.status()).isEqualTo(CompletionStatus.SUCCESS);
        assertThat(recipients(spool.requeued())).containsExactly(PARTNER, OTHER);

        Mail again = spool.requeued();
        spooled(splitting(part -> false), again);

        assertThat(sent).containsExactlyInAnyOrder(OWN, PARTNER, OTHER);
    }

    @Test
    void recipientsThatDifferInTheCaseOfTheLocalPartAreTwo() throws Exception {
        MailProcessor firstOnly = mail -> {
            Mail part = MailImpl.duplicate(mail);
            part.setRecipients(List.of(new MailAddress("Bob@contoso.test")));
            sending(any -> false).service(part);
            throw new MessagingException("then the process is full");
        };

        spooled(firstOnly, mail("bob@contoso.test", "Bob@contoso.test"));

        assertThat(recipients(spool.requeued())).containsExactly("bob@contoso.test");
    }

    @Test
    void theWaitsGrowAndWhatAMailetLeftOnTheMessageIsGone() throws Exception {
        List<Duration> waits = new ArrayList<>();
        Mail mail = mail(PARTNER);
        for (int failure = 1; failure <= 5; failure++) {
            spooled(
                    broken -> {
                        broken.setAttribute(new Attribute(AttributeName.of("half"), AttributeValue.of("done")));
                        broken.setState("transport");
                        throw new MessagingException("no");
                    },
                    mail);
            mail = spool.requeued();
            waits.add(spool.delay());
            assertThat(mail.getState()).isEqualTo(Mail.DEFAULT);
            assertThat(mail.getAttribute(AttributeName.of("half"))).isEmpty();
        }
        assertThat(waits).isSorted().startsWith(Duration.ofSeconds(1)).endsWith(Duration.ofMinutes(10));
    }

    /** Among them are the facts of its arrival and the rules of its recipients. */
    @Test
    void whatWasOnTheMessageWhenItWasAcceptedStaysOnIt() throws Exception {
        Mail mail = mail(PARTNER);
        mail.setAttribute(new Attribute(AttributeName.of("rule"), AttributeValue.of("secure")));

        spooled(
                broken -> {
                    broken.removeAllAttributes();
                    throw new MessagingException("no");
                },
                mail);

        assertThat(spool.requeued().getAttribute(AttributeName.of("rule"))).isPresent();
    }

    @Test
    void aRecipientThatAMailetPutsInIsTriedAgainInThePlaceOfTheOneItTookOut() throws Exception {
        Mailet redirecting = new TrackedMailets(config -> new GenericMailet() {
                    @Override
                    public void service(Mail mail) throws MessagingException {
                        mail.setRecipients(List.of(new MailAddress(OWN)));
                    }
                })
                .getMailet(FakeMailetConfig.builder().build());

        spooled(
                mail -> {
                    redirecting.service(mail);
                    throw new MessagingException("no");
                },
                mail(PARTNER));

        assertThat(recipients(spool.requeued())).containsExactly(OWN);
    }

    @Test
    void inTheEndTheProcessorErrorHasItAndIsTriedWithGrowingWaitsIfItFailsToo() throws Exception {
        Mail mail = mail(PARTNER);
        for (int failure = 1; failure <= 6; failure++) {
            spooled(
                    broken -> {
                        throw new MessagingException("no");
                    },
                    mail);
            mail = spool.requeued();
        }
        assertThat(problems).isEmpty();
        assertThat(mail.getState()).isEqualTo(Mail.ERROR);
        assertThat(mail.getErrorMessage()).contains("Processing failed 6 times", "no");
        assertThat(spool.delay()).isZero();

        for (Duration expected : List.of(Duration.ofMinutes(1), Duration.ofMinutes(5), Duration.ofMinutes(15))) {
            spooled(
                    full -> {
                        assertThat(full.getState()).isEqualTo(Mail.ERROR);
                        throw new MessagingException("no room");
                    },
                    mail);
            mail = spool.requeued();
            assertThat(spool.delay()).isEqualTo(expected);
            assertThat(recipients(mail)).containsExactly(PARTNER);
            assertThat(problems).singleElement().asString().contains("Processor error fails", "Mail1");
        }
    }

    @Test
    void anErrorOfTheVirtualMachineIsAFailureAsAnyOther() throws Exception {
        spooled(
                deep -> {
                    throw new StackOverflowError();
                },
                mail(PARTNER));

        assertThat(recipients(spool.requeued())).containsExactly(PARTNER);
    }

    @Test
    void aSpoolThatDoesNotTakeItBackKeepsItAsItWas() throws Exception {
        spool.refuse();
        spooled(
                broken -> {
                    throw new MessagingException("no");
                },
                mail(PARTNER));

        assertThat(spool.status()).isEqualTo(CompletionStatus.RETRY);
    }

    @Test
    void aMessageThatEndedTheProcessThreeTimesGoesToTheProcessorErrorUntouchedByAnyOther() throws Exception {
        for (int death = 1; death <= 3; death++) {
            InHand.open(directory).begin(InHand.Stage.SPOOL, "Mail1"); // and the process ends
        }
        List<String> states = new ArrayList<>();

        spooled(
                mail -> {
                    states.add(mail.getState());
                    mail.setState(Mail.GHOST);
                    Unsettled.current().ifPresent(unsettled -> unsettled.processed(mail.getRecipients(), mail));
                },
                mail(PARTNER));

        assertThat(states).containsExactly(Mail.ERROR);
        assertThat(spool.status()).isEqualTo(CompletionStatus.SUCCESS);
        assertThat(Optional.ofNullable(spool.lastRequeued())).isEmpty();
    }
}
