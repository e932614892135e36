package dev.postern.inboundtest;

import dev.postern.inboundtest.InboundTest.Progress.Received;
import dev.postern.inboundtest.InboundTest.Progress.Reported;
import dev.postern.inboundtest.InboundTest.Progress.Waiting;
import dev.postern.inboundtest.TestEvent.Kind;
import dev.postern.partner.MailDomain;
import dev.postern.partner.Partner;
import dev.postern.partner.Partners;
import dev.postern.tls.DnsName;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.apache.james.core.MailAddress;
import org.apache.james.core.MaybeSender;

/**
 * The tests that were issued: bounded in number and rate, each good for one message of its partner until it expires. A step forward
 * is on disk before it has any effect. Reading waits for no disk. Safe for any thread.
 */
public final class InboundTests {
    /** How long an address is valid, if nobody says otherwise. */
    public static final Duration STANDARD_VALIDITY = Duration.ofDays(1);

    public static final Duration LONGEST_VALIDITY = Duration.ofDays(7);
    /** Tests that are remembered at once. */
    static final int MOST = 100;

    static final int MOST_OF_A_PARTNER_AN_HOUR = 10;
    /** How long a test is remembered after it has expired: what became of its report can be asked for. */
    private static final Duration REMEMBERED = Duration.ofHours(1);

    private final Partners partners;
    private final TestStore store;
    private final Clock clock;
    private final Random random;
    private final Map<String, TestLog> logs = new ConcurrentHashMap<>();
    private volatile Map<String, InboundTest> byDigest;

    public InboundTests(Partners partners, TestStore store, Clock clock) {
        this(partners, store, clock, new SecureRandom());
    }

    InboundTests(Partners partners, TestStore store, Clock clock, Random random) {
        this.partners = partners;
        this.store = store;
        this.clock = clock;
        this.random = random;
        Map<String, InboundTest> kept = new LinkedHashMap<>();
        store.read().forEach(test -> kept.put(test.digest(), test));
        byDigest = Map.copyOf(kept);
    }

    /** The answer to a request for a test. */
    public sealed interface Issue {
        /**
         * The test was issued.
         *
         * @param address which is told this once
         */
        record Issued(InboundTest test, TestAddress address) implements Issue {}

        /** Too many were issued to this partner within an hour, or to all. */
        record TooMany(String why) implements Issue {}
    }

    /**
     * Issues a test for that partner.
     *
     * @param domain one of our own
     * @throws IOException if it cannot be stored
     */
    public synchronized Issue issue(Partner partner, DnsName domain, Duration validity) throws IOException {
        Instant now = clock.instant();
        Map<String, InboundTest> remembered = new LinkedHashMap<>();
        byDigest.values().stream()
                .filter(test -> !test.isExpired(now.minus(REMEMBERED)))
                .forEach(test -> remembered.put(test.digest(), test));
        if (remembered.size() >= MOST) {
            return new Issue.TooMany("Too many tests were issued; wait until some of them have expired.");
        }
        long recent = remembered.values().stream()
                .filter(test ->
                        test.partner().equals(partner.name()) && test.issued().isAfter(now.minus(Duration.ofHours(1))))
                .count();
        if (recent >= MOST_OF_A_PARTNER_AN_HOUR) {
            return new Issue.TooMany("Too many tests were issued to this partner within an hour; try again later.");
        }
        TestAddress address = TestAddress.random(domain, random);
        var test = new InboundTest(
                UUID.randomUUID().toString(), address.digest(), partner.name(), now, now.plus(validity), new Waiting());
        remembered.put(test.digest(), test);
        put(remembered);
        logs.keySet().retainAll(byDigest.values().stream().map(InboundTest::id).toList());
        return new Issue.Issued(test, address);
    }

    /**
     * Returns the test that accepts a message of that sender to that address now. There is none for the null sender, and for a sender
     * outside the partner's domains.
     */
    public Optional<InboundTest> admits(MaybeSender sender, MailAddress recipient) {
        Instant now = clock.instant();
        return named(recipient)
                .filter(InboundTest::isWaiting)
                .filter(test -> !test.isExpired(now))
                .filter(test -> partnerOf(sender)
                        .filter(partner -> partner.name().equals(test.partner()))
                        .isPresent());
    }

    private Optional<InboundTest> named(MailAddress recipient) {
        return TestAddress.of(recipient).flatMap(address -> Optional.ofNullable(byDigest.get(address.digest())));
    }

    /** Returns the partner in whose domains that sender is; empty if its domain cannot be read. */
    Optional<Partner> partnerOf(MaybeSender sender) {
        try {
            return sender.asOptional().flatMap(MailDomain::of).flatMap(partners.current()::partnerOf);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /**
     * Uses a test up for that message: from now on its address is unknown.
     *
     * @return false if no test accepts the message: another one was first, or the time is over
     * @throws IOException if that cannot be stored; the test is then as before
     */
    public synchronized boolean accept(MaybeSender sender, MailAddress recipient, String message) throws IOException {
        Optional<InboundTest> test = admits(sender, recipient);
        if (test.isPresent()) {
            replace(test.get(), test.get().with(new Received(message)));
        }
        return test.isPresent();
    }

    /** Opens a test again whose message was not stored after all. */
    public synchronized void giveBack(String message) throws IOException {
        Optional<InboundTest> test = of(message).filter(known -> known.progress() instanceof Received);
        if (test.isPresent()) {
            replace(test.get(), test.get().with(new Waiting()));
        }
    }

    /** Returns the test that has accepted that message. */
    Optional<InboundTest> of(String message) {
        return first(test -> test.hasAccepted(message));
    }

    /**
     * Says that the message of a test was judged and is reported at most once, under that name.
     *
     * @return false if somebody said so before
     * @throws IOException if that cannot be stored; the test is then as before
     */
    synchronized boolean report(String message, String report, boolean kept) throws IOException {
        Optional<InboundTest> test = of(message).filter(known -> known.progress() instanceof Received);
        if (test.isPresent()) {
            replace(test.get(), test.get().with(new Reported(message, report, kept)));
        }
        return test.isPresent();
    }

    private void replace(InboundTest old, InboundTest next) throws IOException {
        Map<String, InboundTest> all = new LinkedHashMap<>(byDigest);
        all.replace(old.digest(), next);
        put(all);
    }

    private void put(Map<String, InboundTest> all) throws IOException {
        store.write(new ArrayList<>(all.values()));
        byDigest = Map.copyOf(all);
    }

    /** Returns the test of that id, while it is remembered. */
    public Optional<InboundTest> byId(String id) {
        return first(test -> test.id().equals(id));
    }

    /** Returns whether a test waits in vain: its time is over, and no message came. */
    public boolean isOver(InboundTest test) {
        return test.isWaiting() && test.isExpired(clock.instant());
    }

    /** Returns the events of a test behind that number, the latest of them at least. */
    public List<TestEvent> events(InboundTest test, long after) {
        return Optional.ofNullable(logs.get(test.id()))
                .map(log -> log.after(after))
                .orElse(List.of());
    }

    /** Records an event of a test. */
    void record(InboundTest test, Kind kind, String text, Map<String, String> facts) {
        logs.computeIfAbsent(test.id(), any -> new TestLog()).add(clock.instant(), kind, text, facts);
    }

    /** Records that the address was refused, on the test whose address it is, if there is one. */
    void refused(MailAddress recipient, String text, Map<String, String> facts) {
        named(recipient).ifPresent(test -> record(test, Kind.ADDRESS_REFUSED, text, facts));
    }

    /** Records an event on every test that waits for that partner's message. */
    void recordWaiting(String partner, Kind kind, String text, Map<String, String> facts) {
        Instant now = clock.instant();
        byDigest.values().stream()
                .filter(test -> test.isWaiting()
                        && !test.isExpired(now)
                        && test.partner().equals(partner))
                .forEach(test -> record(test, kind, text, facts));
    }

    /** Records an event on the test whose report has that name. */
    void recordReport(String report, Kind kind, String text, Map<String, String> facts) {
        first(test -> test.hasReport(report)).ifPresent(test -> record(test, kind, text, facts));
    }

    private Optional<InboundTest> first(Predicate<InboundTest> which) {
        return byDigest.values().stream().filter(which).findFirst();
    }
}
