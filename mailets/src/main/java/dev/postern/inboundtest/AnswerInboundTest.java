package dev.postern.inboundtest;

import dev.postern.dsn.Origin;
import dev.postern.dsn.OwnMail;
import dev.postern.inbound.InboundCheck;
import dev.postern.inboundtest.InboundTest.Progress.Reported;
import dev.postern.inboundtest.TestEvent.Kind;
import dev.postern.partner.MailDomain;
import dev.postern.partner.Partner;
import dev.postern.route.DeliverySettings;
import dev.postern.tls.DnsName;
import java.io.IOException;
import java.time.Clock;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javax.inject.Inject;
import javax.mail.MessagingException;
import org.apache.james.core.MailAddress;
import org.apache.james.server.core.MailImpl;
import org.apache.mailet.Mail;
import org.apache.mailet.ProcessingState;
import org.apache.mailet.base.GenericMailet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Judges the message of an inbound test, and sends its envelope sender one report, under the outbound rule of its partner. The message
 * goes nowhere. That it is reported is on disk before the report is sent, so that no crash makes a second report; a crash in between
 * costs the report. A message that no test has accepted came in past our SMTP hooks, and goes to the processor {@code error}. While a
 * step cannot be stored this throws, and the message must stay in the spool ({@code onMailetException} propagate). Safe for any thread.
 */
public final class AnswerInboundTest extends GenericMailet {
    private static final Logger LOGGER = LoggerFactory.getLogger(AnswerInboundTest.class);

    private final InboundTests tests;
    private final InboundCheck check;
    private final DeliverySettings settings;
    private final Clock clock;

    @Inject
    public AnswerInboundTest(InboundTests tests, InboundCheck check, DeliverySettings settings, Clock clock) {
        this.tests = tests;
        this.check = check;
        this.settings = settings;
        this.clock = clock;
    }

    @Override
    public Collection<ProcessingState> requiredProcessingState() {
        return List.of(new ProcessingState(Mail.ERROR));
    }

    @Override
    public void service(Mail mail) throws MessagingException {
        Optional<InboundTest> test = tests.of(mail.getName());
        Optional<Observation> observation = Observation.of(mail);
        if (test.isEmpty() || observation.isEmpty()) {
            mail.setErrorMessage("it is for a test address, and no inbound test has accepted it");
            mail.setState(Mail.ERROR);
            return;
        }
        if (!(test.get().progress() instanceof Reported)) {
            answer(mail, test.get(), observation.get());
        }
        mail.setState(Mail.GHOST);
    }

    private void answer(Mail mail, InboundTest test, Observation observation) throws MessagingException {
        Optional<Partner> partner = tests.partnerOf(mail.getMaybeSender())
                .filter(known -> known.name().equals(test.partner()));
        Optional<DnsName> domain = mail.getMaybeSender().asOptional().flatMap(MailDomain::of);
        String report = MailImpl.getId();
        if (partner.isEmpty() || domain.isEmpty()) { // no rule would hold for a report
            if (isFirst(mail, report, false)) {
                drop(test, "No report: the sender's domain is no longer the partner's.");
            }
            return;
        }
        Judgment judgment = Judgment.of(partner.get(), domain.get(), observation, check, clock);
        if (isFirst(mail, report, judgment.isKept())) {
            record(test, judgment);
            send(mail, test, report, judgment);
        }
    }

    private boolean isFirst(Mail mail, String report, boolean kept) throws MessagingException {
        try {
            return tests.report(mail.getName(), report, kept);
        } catch (IOException e) {
            throw new MessagingException("could not store that an inbound test is reported", e);
        }
    }

    private void record(InboundTest test, Judgment judgment) {
        Map<String, String> facts = new LinkedHashMap<>(judgment.observation().facts());
        facts.put("Rule", judgment.verdict().level().word());
        facts.put("Mode", judgment.partner().mode().name().toLowerCase(Locale.ROOT));
        judgment.violation().ifPresent(violation -> {
            facts.put("Reason", violation.reason());
            facts.put("Reply when enforced", Judgment.line(violation.reply()));
            facts.put(
                    "To change by the partner",
                    TestReportText.advice(violation, judgment.observation().session()));
        });
        judgment.others()
                .forEach((demand, why) -> facts.put(
                        "With " + demand,
                        why.map(reason -> "falls short: " + reason).orElse("holds")));
        tests.record(
                test,
                Kind.MESSAGE_JUDGED,
                judgment.isKept()
                        ? "The message arrived as agreed."
                        : "The message did not arrive as agreed; enforce answers such mail with "
                                + Judgment.line(
                                        judgment.violation().orElseThrow().reply()),
                facts);
    }

    private void send(Mail mail, InboundTest test, String name, Judgment judgment) {
        MailAddress recipient = mail.getMaybeSender().asOptional().orElseThrow();
        try {
            Mail report = ReportMessage.of(
                    name,
                    settings.hostname(),
                    recipient,
                    TestReportText.of(settings.hostname(), judgment),
                    clock.instant());
            OwnMail.send(getMailetContext(), report, Origin.TEST_REPORT, domain -> Optional.of(judgment.partner()));
        } catch (MessagingException | RuntimeException e) {
            LOGGER.error("Could not send the report of an inbound test of partner {}", test.partner(), e);
            drop(test, "No report: the gateway could not queue it; its log has more.");
        }
    }

    private void drop(InboundTest test, String why) {
        tests.record(test, Kind.REPORT_DROPPED, why, Map.of());
    }

    @Override
    public String getMailetInfo() {
        return "Postern answer to inbound tests";
    }
}
