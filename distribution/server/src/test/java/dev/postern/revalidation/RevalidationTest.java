package dev.postern.revalidation;

import static dev.postern.revalidation.RecordFixture.SECURE;
import static dev.postern.revalidation.RecordFixture.partner;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import dev.postern.delivery.MovableClock;
import dev.postern.expiry.CertificateInUse;
import dev.postern.partner.LoggedLines;
import dev.postern.partner.OutboundPolicy.OnFailure;
import dev.postern.partner.Partner;
import dev.postern.partner.PartnerDirectory;
import dev.postern.partner.PartnerMode;
import dev.postern.probe.ProbeRequest;
import dev.postern.probe.RuleSource;
import dev.postern.route.Route;
import dev.postern.tls.CertificateAuthority;
import dev.postern.tls.CertificateTemplate;
import dev.postern.tls.DnsName;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.mail.MessagingException;
import org.apache.james.core.MailAddress;
import org.apache.mailet.MailetContext;
import org.apache.mailet.base.test.FakeMailContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The schedule at work, by the clock: who is probed when, and what reaches the postmaster. */
class RevalidationTest {
    private static final Duration DAY = Duration.ofDays(1);

    @TempDir
    private Path data;

    private final MovableClock clock = new MovableClock(Instant.now().truncatedTo(ChronoUnit.SECONDS));
    private final ScriptedProber prober = new ScriptedProber();
    private final List<Revalidation> opened = new ArrayList<>();
    private final FakeMailContext context;
    private PartnerDirectory partners = directory(1);
    private Set<CertificateInUse> own = Set.of();
    private Optional<Duration> every = Optional.of(DAY);
    private boolean pipelineRejects;
    private boolean nothingToAsk;
    private int domainsEach = 1;
    private Optional<Revalidation> running = Optional.empty();

    RevalidationTest() throws MessagingException {
        context = FakeMailContext.builder()
                .postmaster(new MailAddress("postmaster@example.org"))
                .build();
    }

    @AfterEach
    void stop() {
        opened.forEach(Revalidation::close);
    }

    private static PartnerDirectory directory(int count) {
        return new PartnerDirectory(IntStream.range(0, count)
                .mapToObj(number -> partner("partner" + number, SECURE, PartnerMode.ENFORCE, OnFailure.DEFER))
                .toList());
    }

    /** As by a start of the gateway. */
    private void open() {
        var opening = new Revalidation(
                new Revalidation.Settings(every, Duration.ofHours(1), Duration.ofDays(2)),
                () -> partners,
                this::requests,
                prober,
                () -> own,
                new ProbeFiles(data),
                (MailetContext) Proxy.newProxyInstance(
                        MailetContext.class.getClassLoader(),
                        new Class<?>[] {MailetContext.class},
                        (proxy, method, arguments) -> {
                            if (pipelineRejects && method.getName().equals("sendMail")) {
                                throw new MessagingException("the queue is full");
                            }
                            return method.invoke(context, arguments);
                        }),
                clock);
        opened.add(opening);
        running = Optional.of(opening);
    }

    private Revalidation revalidation() {
        return running.orElseThrow();
    }

    private List<ProbeRequest> requests(Partner partner) {
        return nothingToAsk
                ? List.of()
                : IntStream.range(0, domainsEach)
                        .mapToObj(number -> new ProbeRequest(
                                new DnsName((number == 0 ? "" : "d" + number + ".") + partner.name() + ".test"),
                                new Route(Optional.of(partner), partner.outbound()),
                                RuleSource.PARTNER))
                        .toList();
    }

    private void look(Duration time, Duration step) throws IOException {
        for (Instant end = clock.instant().plus(time); clock.instant().isBefore(end); clock.advance(step)) {
            revalidation().look();
        }
    }

    private void aDay() throws IOException {
        look(DAY, Duration.ofMinutes(10));
    }

    private int notices() {
        return context.getSentMails().size();
    }

    private String notice(int number) throws MessagingException, IOException {
        var message = context.getSentMails().get(number).getMsg();
        return message.getSubject() + "\n" + message.getContent();
    }

    @Test
    void eachPartnerIsProbedOnceADayOneAtATime() throws IOException {
        partners = directory(50);
        open();
        aDay();
        prober.probed.clear();

        for (int look = 0; look < 5 * 24 * 6; look++) {
            int before = prober.probed.size();
            revalidation().look();
            assertThat(prober.probed.size() - before).isLessThanOrEqualTo(1);
            clock.advance(Duration.ofMinutes(10));
        }

        Map<String, Long> probes =
                prober.probed.stream().collect(Collectors.groupingBy(domain -> domain, Collectors.counting()));
        assertThat(probes).hasSize(50);
        assertThat(probes.values()).allSatisfy(count -> assertThat(count).isBetween(4L, 6L));
        assertThat(notices()).isZero();
    }

    @Test
    void aChangeIsToldOnceWhateverRestartsFollow() throws Exception {
        open();
        aDay();
        prober.key = "02";
        aDay();

        assertThat(notices()).isEqualTo(1);
        assertThat(notice(0))
                .startsWith("Change: partner partner0: another certificate, with another key\n")
                .contains("Another certificate at mx.partner0.test");
        assertThat(context.getSentMails().get(0).getRecipients())
                .containsExactly(new MailAddress("postmaster@example.org"));
        for (int i = 0; i < 3; i++) {
            revalidation().close();
            open();
            aDay();
        }
        assertThat(notices()).isEqualTo(1);
    }

    @Test
    void manyChangesAtOnceAreADigest() throws Exception {
        partners = directory(60);
        open();
        aDay();
        prober.key = "02";
        aDay();

        assertThat(notices()).isBetween(2, 25); // the first at once, then one an hour
        every = Optional.of(Duration.ofHours(1));
        revalidation().close();
        open();
        look(Duration.ofHours(4), Duration.ofSeconds(30));
        int before = notices();
        IntStream.range(0, 60).forEach(number -> prober.withoutTls.add("partner" + number + ".test"));
        look(Duration.ofHours(4), Duration.ofSeconds(30));

        assertThat(notices() - before).isLessThanOrEqualTo(5);
        String digest = notice(before + 1);
        assertThat(digest)
                .startsWithIgnoringCase(digest.replaceAll("(?s) .*", "") + " changes at partners and certificates\n");
        assertThat(digest.lines().filter(line -> line.startsWith("Partner:"))).hasSize(20);
        assertThat(digest.lines().count()).isLessThan(500);
        assertThat(digest).contains("The first 20 of them, the most serious first");
    }

    @Test
    void whatThePipelineDidNotAcceptIsToldLaterAlsoAfterARestart() throws Exception {
        open();
        aDay();
        prober.withoutTls.add("partner0.test");
        pipelineRejects = true;
        aDay();
        assertThat(notices()).isZero();
        revalidation().close();
        pipelineRejects = false;

        open();
        revalidation().look();

        assertThat(notices()).isEqualTo(1);
        assertThat(notice(0)).contains("No TLS at mx.partner0.test", "The partner: Turn on STARTTLS.");
    }

    @Test
    void aChangedOrNewEntryIsProbedSoon() throws IOException {
        open();
        aDay();
        prober.probed.clear();
        PartnerDirectory before = partners;
        partners = new PartnerDirectory(List.of(
                partner("partner0", SECURE, PartnerMode.MONITOR, OnFailure.DEFER),
                partner("new", SECURE, PartnerMode.ENFORCE, OnFailure.DEFER)));
        revalidation().changed(before, partners);

        look(Duration.ofMinutes(1), Duration.ofSeconds(5));

        assertThat(prober.probed).containsExactlyInAnyOrder("partner0.test", "new.test");
    }

    @Test
    void offProbesNobody() throws IOException {
        every = Optional.empty();
        open();
        aDay();

        assertThat(prober.probed).isEmpty();
    }

    @Test
    void ownCertificatesThatExpireAreToldOnceAStage() throws Exception {
        Instant end = clock.instant().plus(Duration.ofDays(5));
        var certificate = CertificateAuthority.selfSigned(
                        CertificateTemplate.of("gw.example.org").valid(end.minus(Duration.ofDays(90)), end))
                .certificate();
        own = Set.of(
                new CertificateInUse("certificate of the gateway", certificate),
                new CertificateInUse("client certificate for partner contoso", certificate));
        open();
        for (int day = 0; day < 7; day++) {
            aDay();
            revalidation().close();
            open();
        }

        assertThat(notices()).isEqualTo(4); // 7, 3 and 1 days before, and after the end
        assertThat(notice(0))
                .contains("a certificate of the gateway's configuration expires in 5 days")
                .contains("certificate of the gateway", "client certificate for partner contoso")
                .contains("CN=gw.example.org");
        assertThat(notice(3)).contains("has expired");
    }

    @Test
    void aPartnerOfWhichNothingCanBeAskedIsNamedInTheHistoryOnce() throws IOException {
        nothingToAsk = true;
        open();
        aDay();
        aDay();

        List<ProbeRecord> history = new ProbeFiles(data).history("partner0");
        assertThat(history).hasSize(1);
        assertThat(history.get(0).skipped())
                .hasValueSatisfying(why -> assertThat(why).contains("wildcards"));
        assertThat(notices()).isZero();
    }

    /** As on a full disk: nothing can be written. */
    @Test
    void withoutADiskToWriteToChangesAreToldOnceAndProbesGoOn() throws Exception {
        Files.writeString(data.resolve("probes"), "no directory");
        open();
        try (var log = new LoggedLines(PartnerStates.class)) {
            aDay();
            prober.withoutTls.add("partner0.test");
            aDay();
            aDay();

            assertThat(log.at(Level.ERROR)).hasSize(1);
        }
        assertThat(prober.probed).hasSizeGreaterThanOrEqualTo(3);
        assertThat(notices()).isEqualTo(1);

        Files.delete(data.resolve("probes"));
        aDay();
        revalidation().close();
        open();
        aDay();
        assertThat(notices()).isEqualTo(1);
        assertThat(new ProbeFiles(data).history("partner0")).isNotEmpty();
    }

    /** A partner with many domains, each of which takes a minute. */
    @Test
    void slowServersKeepNobodyFromTheirTurn() throws IOException {
        domainsEach = 20;
        open();
        prober.meanwhile = () -> clock.advance(Duration.ofMinutes(1));

        for (int round = 1; round <= 8; round++) {
            revalidation().look();
            assertThat(prober.probed).hasSize(5 * round);
            clock.advance(DAY);
        }

        assertThat(prober.probed.subList(0, 20)).doesNotHaveDuplicates(); // those that wait longest come first
        assertThat(prober.probed.subList(20, 40)).isEqualTo(prober.probed.subList(0, 20));
    }

    @Test
    void aProbeThatIsUnderWayWhenTheGatewayStopsWritesNothing() throws IOException {
        open();
        prober.meanwhile = revalidation()::close;

        revalidation().look();

        assertThat(prober.probed).hasSize(1);
        assertThat(new ProbeFiles(data).history("partner0")).isEmpty();
        assertThat(data.resolve("probes")).doesNotExist();
    }
}
