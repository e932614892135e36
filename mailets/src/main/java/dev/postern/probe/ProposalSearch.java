package dev.postern.probe;

import dev.postern.lanes.OrganisationalDomain;
import dev.postern.tls.CertificateFingerprint;
import dev.postern.tls.CertificateMatch;
import dev.postern.tls.CipherSuites;
import dev.postern.tls.PeerNames;
import dev.postern.tls.PolicyStrength;
import dev.postern.tls.TlsPolicy;
import dev.postern.tls.TlsPolicyEvaluator;
import dev.postern.tls.TlsSession;
import dev.postern.tls.TlsVersion;
import dev.postern.tls.TrustAnchors;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Searches for rules that hold at the servers as they were seen, the strongest first. The evaluator judges each by the very sessions that
 * were negotiated; a rule at which no server holds is not proposed. Where the rule in force holds, only higher levels are.
 */
final class ProposalSearch {
    private static final int MOST_NAMES = 20;

    private final ProbeRequest request;
    private final CipherSuites suites;
    private final TrustAnchors publicRoots;
    private final TlsPolicyEvaluator evaluator;
    private final TlsVersion oldest;

    /** @param suites that are offered where there is a rule */
    ProposalSearch(ProbeRequest request, CipherSuites suites, TrustAnchors publicRoots, TlsPolicyEvaluator evaluator) {
        this.request = request;
        this.suites = suites;
        this.publicRoots = publicRoots;
        this.evaluator = evaluator;
        this.oldest = request.route().policy().tls().oldestVersion().orElse(TlsVersion.TLS_1_2);
    }

    /** What a server showed. */
    private record Shown(String host, TlsSession.Encrypted session, X509Certificate certificate) {}

    /** Returns the proposals for these servers. */
    List<Proposal> among(List<HostResult> hosts) {
        if (!request.source().isAboutForeignServers()) {
            return List.of();
        }
        List<Shown> shown = hosts.stream().flatMap(ProposalSearch::shown).toList();
        boolean holds = hosts.stream().anyMatch(host -> host.outcome().isEmpty());
        PolicyStrength now = PolicyStrength.of(request.route().policy().tls());
        List<Proposal> proposals = new ArrayList<>();
        Set<TlsPolicy> known = new LinkedHashSet<>();
        candidates(shown)
                .map(candidate -> counted(candidate, shown))
                .filter(candidate -> candidate.holdsAt() > 0)
                .filter(candidate ->
                        !holds || PolicyStrength.of(candidate.policy()).isOfHigherLevelThan(now))
                .filter(candidate -> known.add(candidate.policy()))
                .forEach(proposals::add);
        return proposals;
    }

    private static Stream<Shown> shown(HostResult host) {
        return host.session() instanceof TlsSession.Encrypted encrypted
                ? encrypted.peerCertificate().stream()
                        .map(certificate -> new Shown(host.host().name(), encrypted, certificate))
                : Stream.empty();
    }

    private Stream<Proposal> candidates(List<Shown> shown) {
        if (shown.isEmpty()) {
            return Stream.empty();
        }
        return Stream.of(
                        Optional.of(byDefaultNames()),
                        byNames(shown, publicRoots, List.of()),
                        byOwnCa(shown),
                        Optional.of(byFingerprint(shown)),
                        Optional.of(encrypted()))
                .flatMap(Optional::stream);
    }

    private Proposal byDefaultNames() {
        List<CertificateMatch> names = request.defaultNames();
        return proposal(
                new TlsPolicy.Secure(oldest, names, publicRoots),
                "The server has a certificate of a public CA for " + text(names)
                        + ": nobody but the holder of that domain gets one.",
                Optional.empty(),
                List.of(),
                false);
    }

    private Optional<Proposal> byNames(List<Shown> shown, TrustAnchors anchors, List<X509Certificate> ownCas) {
        Set<CertificateMatch> picked = new LinkedHashSet<>();
        shown.forEach(server -> pick(server, anchors).ifPresent(picked::add));
        if (picked.isEmpty()) {
            return Optional.empty();
        }
        List<CertificateMatch> names = List.copyOf(picked);
        String vouched = ownCas.isEmpty() ? "a public CA" : "the CA below, which is not a public one,";
        Set<String> strangers = names.stream()
                .filter(name -> !isOwn(name))
                .map(name -> OrganisationalDomain.of(name.name().ascii()))
                .collect(Collectors.toCollection(LinkedHashSet::new));
        String proves = "The server has a certificate of " + vouched + " for " + text(names) + ".";
        String ofProvider = " These are names of the provider (" + String.join(", ", strangers) + "), not of "
                + request.domain() + ": ask the partner whether it is a customer there.";
        Optional<String> loses = strangers.isEmpty()
                ? Optional.empty()
                : Optional.of("It proves the provider and not the partner: that the provider gives mail for "
                        + request.domain() + " to the right customer is left to the provider.");
        return Optional.of(proposal(
                new TlsPolicy.Secure(oldest, names, anchors),
                strangers.isEmpty() ? proves : proves + ofProvider,
                ownCas.isEmpty()
                        ? loses
                        : Optional.of("Everybody who controls that CA can make such certificates."
                                + loses.map(more -> " " + more).orElse("")),
                ownCas,
                !ownCas.isEmpty()));
    }

    /** Returns the name to agree on: that of the host if its certificate proves it, else the first that it does, stars last. */
    private Optional<CertificateMatch> pick(Shown server, TrustAnchors anchors) {
        List<String> presented =
                PeerNames.of(server.certificate()).stream().limit(MOST_NAMES).toList();
        return Stream.of(
                        Stream.of(server.host()),
                        presented.stream().filter(name -> !name.startsWith("*")),
                        presented.stream().filter(name -> name.startsWith("*")))
                .flatMap(some -> some)
                .flatMap(name -> CertificateMatch.parse(name).stream())
                .sorted((one, other) -> Boolean.compare(isOwn(other), isOwn(one)))
                .filter(name -> evaluator
                        .evaluate(new TlsPolicy.Secure(oldest, List.of(name), anchors), server.session())
                        .isSatisfied())
                .findFirst();
    }

    private boolean isOwn(CertificateMatch name) {
        String owner = OrganisationalDomain.of(name.name().ascii());
        return request.domains().stream()
                .anyMatch(domain -> OrganisationalDomain.of(domain.ascii()).equals(owner));
    }

    /** Of the servers that no public CA vouches for: the CA that stands last in what they presented. */
    private Optional<Proposal> byOwnCa(List<Shown> shown) {
        List<X509Certificate> cas = shown.stream()
                .map(server -> server.session()
                        .peerChain()
                        .get(server.session().peerChain().size() - 1))
                .filter(last -> last.getBasicConstraints() >= 0 || TrustAnchors.isVersionOneRoot(last))
                .distinct()
                .toList();
        return cas.isEmpty() ? Optional.empty() : byNames(shown, new TrustAnchors(Set.copyOf(cas)), cas);
    }

    private Proposal byFingerprint(List<Shown> shown) {
        Set<CertificateFingerprint> keys = shown.stream()
                .map(server -> CertificateFingerprint.ofPublicKey(server.certificate()))
                .collect(Collectors.toCollection(LinkedHashSet::new));
        return proposal(
                new TlsPolicy.Fingerprint(oldest, keys),
                "The server has the very key that was agreed, whoever issued its certificate.",
                Optional.of(
                        "Once the partner changes its key, mail is deferred until you write the new fingerprint. Neither the"
                                + " certificate's expiry nor its revocation is looked at."),
                List.of(),
                true);
    }

    private Proposal encrypted() {
        return proposal(
                new TlsPolicy.Encrypt(oldest),
                "Mail is encrypted on the way: nobody who only listens can read it.",
                Optional.of(
                        "The server proves nothing: an impostor who redirects the connection gets the mail. Use it only until one of"
                                + " the rules above holds."),
                List.of(),
                false);
    }

    private static Proposal proposal(
            TlsPolicy policy, String proves, Optional<String> loses, List<X509Certificate> anchors, boolean compare) {
        return new Proposal(policy, proves, loses, anchors, compare, 0, 0);
    }

    private Proposal counted(Proposal candidate, List<Shown> shown) {
        long holdsAt = shown.stream()
                .filter(server -> suites.offers(server.session().cipherSuite()))
                .filter(server ->
                        evaluator.evaluate(candidate.policy(), server.session()).isSatisfied())
                .count();
        return new Proposal(
                candidate.policy(),
                candidate.proves(),
                candidate.loses(),
                candidate.anchors(),
                candidate.compare(),
                (int) holdsAt,
                shown.size());
    }

    private static String text(List<CertificateMatch> names) {
        return names.stream().map(CertificateMatch::toString).collect(Collectors.joining(", "));
    }
}
