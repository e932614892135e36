package dev.postern.revalidation;

import dev.postern.expiry.ExpiryStages;
import dev.postern.partner.Partner;
import dev.postern.probe.ProbeStatus;
import dev.postern.revalidation.ProbeChange.Answering;
import dev.postern.revalidation.ProbeChange.CertificateReplaced;
import dev.postern.revalidation.ProbeChange.ExchangersMoved;
import dev.postern.revalidation.ProbeChange.Expiring;
import dev.postern.revalidation.ProbeChange.RuleBroken;
import dev.postern.revalidation.ProbeChange.RuleKept;
import dev.postern.revalidation.ProbeChange.Unanswered;
import dev.postern.revalidation.ProbeChange.VersionWeaker;
import dev.postern.tls.DnsName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** Reviews one round of probes of a partner: what of it the postmaster is to be told, once. For one round and thread. */
final class PartnerReview {
    /** A single look-up or connection may fail at any time. */
    static final int ROUNDS_WITHOUT_ANSWER = 2;

    /** Servers behind one name may take turns with two certificates: the same change is not told again within that time. */
    static final Duration FORGET = Duration.ofDays(30);

    private static final int MOST_TOLD = 200;
    private static final int MOST_PENDING = 20;

    private final PartnerState before;
    private final Partner partner;
    private final ProbeRecord record;
    private final ChangeText text;
    private final Map<String, DomainState> domains = new TreeMap<>();
    private final Map<String, Integer> stages = new TreeMap<>();
    private final Map<String, Instant> told = new TreeMap<>();
    private final Map<ProbeChange, List<DomainRecord>> changes = new LinkedHashMap<>();

    private PartnerReview(PartnerState before, Partner partner, ProbeRecord record, Duration giveUpAfter) {
        this.before = before;
        this.partner = partner;
        this.record = record;
        this.text = new ChangeText(partner, giveUpAfter);
    }

    /**
     * Returns the state after that round.
     *
     * @param giveUpAfter when the gateway returns deferred mail
     */
    static PartnerState after(PartnerState before, Partner partner, ProbeRecord record, Duration giveUpAfter) {
        return new PartnerReview(before, partner, record, giveUpAfter).review();
    }

    private PartnerState review() {
        before.domains().forEach((domain, state) -> {
            if (isPartners(domain)) {
                domains.put(domain, state);
            }
        });
        before.told().forEach((change, time) -> {
            if (record.time().isBefore(time.plus(FORGET)) && told.size() < MOST_TOLD) {
                told.put(change, time);
            }
        });
        record.domains().forEach(this::domain);
        expiry();
        List<PartnerNotice> pending = new ArrayList<>(before.pending());
        if (!changes.isEmpty()) {
            pending.add(notice());
        }
        return new PartnerState(
                Optional.of(record.time()),
                record.skipped(),
                domains,
                stages,
                told,
                pending.subList(Math.max(0, pending.size() - MOST_PENDING), pending.size()));
    }

    private boolean isPartners(String domain) {
        return DnsName.parse(domain)
                .filter(name -> partner.domains().stream().anyMatch(pattern -> pattern.matches(name)))
                .isPresent();
    }

    private void domain(DomainRecord now) {
        Optional<DomainState> state = Optional.ofNullable(domains.get(now.domain()));
        Optional<ProbeStatus> verdict = state.flatMap(DomainState::verdict);
        int unanswered = state.map(DomainState::unanswered).orElse(0);
        Optional<Instant> since = state.flatMap(DomainState::unansweredSince);
        if (now.status() == ProbeStatus.COULD_NOT_TELL) {
            unanswered++;
            since = since.or(() -> Optional.of(record.time()));
            if (unanswered == ROUNDS_WITHOUT_ANSWER) {
                add(new Unanswered(since.get(), now.reason().orElse("")), now);
            }
        } else {
            if (now.status() == ProbeStatus.FALLS_SHORT && !verdict.equals(Optional.of(ProbeStatus.FALLS_SHORT))) {
                add(new RuleBroken(now.reason().orElse("")), now);
            } else if (now.status() == ProbeStatus.HOLDS && verdict.equals(Optional.of(ProbeStatus.FALLS_SHORT))) {
                add(new RuleKept(), now);
            } else if (unanswered >= ROUNDS_WITHOUT_ANSWER) {
                add(new Answering(), now);
            }
            verdict = Optional.of(now.status());
            unanswered = 0;
            since = Optional.empty();
        }
        state.ifPresent(old -> RecordComparison.between(old.known(), now).stream()
                .filter(this::isNew)
                .forEach(change -> add(change, now)));
        domains.put(
                now.domain(),
                new DomainState(
                        state.map(old -> old.known().updatedBy(now)).orElse(now),
                        record.time(),
                        verdict,
                        unanswered,
                        since));
    }

    private void add(ProbeChange change, DomainRecord domain) {
        changes.computeIfAbsent(change, same -> new ArrayList<>()).add(domain);
    }

    /** Several domains may show the same change in one round: it is as new for each of them. */
    private boolean isNew(ProbeChange change) {
        Optional<String> key = recurrence(change);
        key.filter(one -> !told.containsKey(one)).ifPresent(one -> told.put(one, record.time()));
        return key.map(told::get).map(record.time()::equals).orElse(true);
    }

    /** Returns what tells the change apart if it may come again and again without meaning anything. */
    private static Optional<String> recurrence(ProbeChange change) {
        if (change instanceof CertificateReplaced replaced) {
            return Optional.of("certificate " + replaced.before().fingerprint() + " "
                    + replaced.now().fingerprint());
        }
        if (change instanceof ExchangersMoved moved) {
            return Optional.of("mx " + moved.before() + " " + moved.now());
        }
        return change instanceof VersionWeaker weaker
                ? Optional.of("version " + weaker.host() + " " + weaker.before() + " " + weaker.now())
                : Optional.empty();
    }

    /** Only where a certificate proves something somebody has to care for its end. */
    private void expiry() {
        if (!partner.outbound().tls().level().provesPeer()) {
            return;
        }
        domains.values().stream().flatMap(state -> state.known().certificates()).forEach(certificate -> {
            int last = before.stages().getOrDefault(certificate.fingerprint(), 0);
            if (last > 0) {
                stages.put(certificate.fingerprint(), last);
            }
        });
        for (DomainRecord domain : record.domains()) {
            domain.certificates().forEach(certificate -> {
                int stage = ExpiryStages.reached(certificate.notAfter(), record.time());
                if (stage > before.stages().getOrDefault(certificate.fingerprint(), 0)) {
                    stages.put(certificate.fingerprint(), stage);
                    add(
                            new Expiring(
                                    certificate,
                                    ExpiryStages.left(certificate.notAfter(), record.time()),
                                    ExpiryStages.isExpired(stage)),
                            domain);
                }
            });
        }
    }

    private PartnerNotice notice() {
        List<ProbeChange> sorted = changes.keySet().stream()
                .sorted(Comparator.comparingInt(ChangeText::rank))
                .toList();
        String more = sorted.size() > 1 ? " (and " + (sorted.size() - 1) + " more)" : "";
        var lines = new NoticeLines()
                .add("Partner", text.who())
                .add("Contact", partner.contact().map(RecordText::of).stream().toList())
                .add("Probed", record.time().toString())
                .add("Changed", distinct(sorted, change -> List.of(ChangeText.sentence(change))))
                .add("Effect", distinct(sorted, change -> List.of(text.effect(change, changed(change)))))
                .add("To do", distinct(sorted, change -> text.advice(change, changed(change))));
        return new PartnerNotice(
                record.time(),
                partner.name(),
                ChangeText.isSerious(sorted.get(0)),
                "partner " + partner.name() + ": " + ChangeText.headline(sorted.get(0)) + more,
                lines.lines());
    }

    private List<DomainRecord> changed(ProbeChange change) {
        return changes.getOrDefault(change, List.of());
    }

    private static List<String> distinct(List<ProbeChange> changes, Function<ProbeChange, List<String>> words) {
        List<String> all = changes.stream()
                .flatMap(change -> words.apply(change).stream())
                .distinct()
                .toList();
        // "Nothing" stands alone or not at all.
        List<String> needed =
                all.stream().filter(one -> !one.equals(ChangeText.NOTHING)).toList();
        return needed.isEmpty() ? all : needed;
    }
}
