package dev.postern.revalidation;

import dev.postern.revalidation.HostState.Encrypted;
import dev.postern.revalidation.HostState.WithoutTls;
import dev.postern.revalidation.ProbeChange.CertificateReplaced;
import dev.postern.revalidation.ProbeChange.ExchangersMoved;
import dev.postern.revalidation.ProbeChange.TlsBack;
import dev.postern.revalidation.ProbeChange.TlsLost;
import dev.postern.revalidation.ProbeChange.VersionWeaker;
import dev.postern.tls.TlsVersion;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Compares two probes of a domain. Servers are compared by name, as one name often has several addresses that answer in turn; a server
 * that did not answer, or that one of the two probes did not meet, has not changed.
 */
final class RecordComparison {
    private RecordComparison() {}

    /** Returns what changed, the most serious first. */
    static List<ProbeChange> between(DomainRecord before, DomainRecord now) {
        List<ProbeChange> changes = new ArrayList<>();
        List<CertificateReplaced> certificates = new ArrayList<>();
        for (String host : now.hostNames()) {
            List<HostState> old = before.reached(host);
            List<HostState> states = now.reached(host);
            if (!old.isEmpty() && !states.isEmpty()) {
                tls(host, old, states).ifPresent(changes::add);
                version(host, old, states).ifPresent(changes::add);
                certificates(host, old, states).forEach(certificates::add);
            }
        }
        changes.addAll(merged(certificates));
        if (!before.exchangers().isEmpty()
                && !now.exchangers().isEmpty()
                && !before.exchangers().equals(now.exchangers())) {
            changes.add(new ExchangersMoved(before.exchangers(), now.exchangers()));
        }
        return changes;
    }

    private static Optional<ProbeChange> tls(String host, List<HostState> before, List<HostState> now) {
        Optional<WithoutTls> lost = firstWithoutTls(now);
        boolean wasLost = firstWithoutTls(before).isPresent();
        if (lost.isPresent() == wasLost) {
            return Optional.empty();
        }
        return Optional.of(lost.<ProbeChange>map(state -> new TlsLost(host, state.failure()))
                .orElseGet(() -> new TlsBack(host)));
    }

    private static Optional<WithoutTls> firstWithoutTls(List<HostState> states) {
        return states.stream()
                .flatMap(state -> state instanceof WithoutTls without ? Stream.of(without) : Stream.empty())
                .findFirst();
    }

    private static Optional<ProbeChange> version(String host, List<HostState> before, List<HostState> now) {
        Optional<TlsVersion> old = oldest(before);
        return oldest(now)
                .filter(version -> old.isPresent() && !version.isAtLeast(old.get()))
                .map(version -> new VersionWeaker(host, old.orElseThrow(), version));
    }

    private static Optional<TlsVersion> oldest(List<HostState> states) {
        return encrypted(states).map(Encrypted::version).min(Comparator.naturalOrder());
    }

    private static Stream<CertificateReplaced> certificates(String host, List<HostState> before, List<HostState> now) {
        List<CertificateRecord> old = certificates(before);
        return old.isEmpty()
                ? Stream.empty()
                : certificates(now).stream()
                        .filter(certificate ->
                                none(old, one -> one.fingerprint().equals(certificate.fingerprint())))
                        .map(certificate -> new CertificateReplaced(
                                List.of(host),
                                old.get(0),
                                certificate,
                                none(old, one -> one.names().equals(certificate.names())),
                                none(old, one -> one.issuer().equals(certificate.issuer())),
                                none(old, one -> one.keyFingerprint().equals(certificate.keyFingerprint()))))
                        .filter(change -> change.newNames() || change.newIssuer() || change.newKey());
    }

    private static boolean none(List<CertificateRecord> certificates, Predicate<CertificateRecord> such) {
        return certificates.stream().noneMatch(such);
    }

    private static List<CertificateRecord> certificates(List<HostState> states) {
        return encrypted(states)
                .flatMap(state -> state.certificate().stream())
                .distinct()
                .toList();
    }

    private static Stream<Encrypted> encrypted(List<HostState> states) {
        return states.stream()
                .flatMap(state -> state instanceof Encrypted session ? Stream.of(session) : Stream.empty());
    }

    /** One change where several servers present the same new certificate. */
    private static List<CertificateReplaced> merged(List<CertificateReplaced> changes) {
        List<CertificateReplaced> merged = new ArrayList<>();
        for (CertificateReplaced change : changes) {
            int same = -1;
            for (int i = 0; i < merged.size(); i++) {
                same = merged.get(i).now().equals(change.now()) ? i : same;
            }
            if (same < 0) {
                merged.add(change);
            } else {
                CertificateReplaced first = merged.get(same);
                merged.set(
                        same,
                        new CertificateReplaced(
                                Stream.concat(first.hosts().stream(), change.hosts().stream())
                                        .toList(),
                                first.before(),
                                first.now(),
                                first.newNames() || change.newNames(),
                                first.newIssuer() || change.newIssuer(),
                                first.newKey() || change.newKey()));
            }
        }
        return merged;
    }
}
