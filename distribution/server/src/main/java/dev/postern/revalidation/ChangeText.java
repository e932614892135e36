package dev.postern.revalidation;

import dev.postern.partner.OutboundPolicy.OnFailure;
import dev.postern.partner.Partner;
import dev.postern.probe.ProbeStatus;
import dev.postern.revalidation.ProbeChange.Answering;
import dev.postern.revalidation.ProbeChange.CertificateReplaced;
import dev.postern.revalidation.ProbeChange.ExchangersMoved;
import dev.postern.revalidation.ProbeChange.Expiring;
import dev.postern.revalidation.ProbeChange.RuleBroken;
import dev.postern.revalidation.ProbeChange.RuleKept;
import dev.postern.revalidation.ProbeChange.TlsBack;
import dev.postern.revalidation.ProbeChange.TlsLost;
import dev.postern.revalidation.ProbeChange.Unanswered;
import dev.postern.revalidation.ProbeChange.VersionWeaker;
import dev.postern.tls.TlsSecurityLevel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Says a partner's changes in words: what changed, what will happen when, and what to do.
 *
 * @param giveUpAfter when deferred mail is returned, unless the partner's entry says otherwise
 */
record ChangeText(Partner partner, Duration giveUpAfter) {
    static final String NOTHING = "Nothing.";

    private static final int MOST_SHOWN = 10;

    private static final List<Class<? extends ProbeChange>> RANKS = List.of(
            RuleBroken.class,
            TlsLost.class,
            Expiring.class,
            Unanswered.class,
            VersionWeaker.class,
            CertificateReplaced.class,
            ExchangersMoved.class,
            RuleKept.class,
            TlsBack.class,
            Answering.class);

    /** Returns the place of the change in a notice, the most serious first. */
    static int rank(ProbeChange change) {
        return RANKS.indexOf(change.getClass());
    }

    /** Returns whether mail is deferred by the change now, or will be unless somebody acts. */
    static boolean isSerious(ProbeChange change) {
        return rank(change) <= RANKS.indexOf(Unanswered.class);
    }

    /** Returns a few words of our own only. */
    static String headline(ProbeChange change) {
        if (change instanceof RuleBroken) {
            return "its rule keeps mail from being delivered";
        }
        if (change instanceof TlsLost lost) {
            return lost.failure().equals("starttls-not-supported") ? "STARTTLS was lost" : "TLS was lost";
        }
        if (change instanceof Expiring expiring) {
            return expiring.expired() ? "a certificate has expired" : "a certificate expires in " + expiring.when();
        }
        if (change instanceof Unanswered) {
            return "probes get no answer";
        }
        if (change instanceof VersionWeaker) {
            return "an older TLS version is negotiated";
        }
        if (change instanceof CertificateReplaced replaced) {
            return "another certificate, with " + differences(replaced);
        }
        if (change instanceof ExchangersMoved) {
            return "the MX records changed";
        }
        if (change instanceof RuleKept) {
            return "its rule holds again";
        }
        return change instanceof TlsBack ? "TLS is back" : "probes are answered again";
    }

    private static String differences(CertificateReplaced replaced) {
        return Stream.of(
                        replaced.newIssuer() ? "another issuer" : "",
                        replaced.newNames() ? "other names" : "",
                        replaced.newKey() ? "another key" : "")
                .filter(words -> !words.isEmpty())
                .collect(Collectors.joining(", "));
    }

    /** Returns what changed. What a server or the DNS said is in quotes. */
    static String sentence(ProbeChange change) {
        if (change instanceof RuleBroken broken) {
            return "Under the rule mail cannot be delivered: " + broken.reason() + ".";
        }
        if (change instanceof TlsLost lost) {
            return "No TLS at " + lost.host() + " any more (" + lost.failure() + ").";
        }
        if (change instanceof Expiring expiring) {
            CertificateRecord certificate = expiring.certificate();
            return "The certificate " + quoted(certificate.subject()) + " of the partner's servers "
                    + (expiring.expired() ? "expired at " : "expires in " + expiring.when() + ", at ")
                    + certificate.notAfter() + ".";
        }
        if (change instanceof Unanswered unanswered) {
            return "No probe since " + unanswered.since() + " could tell whether the rule holds: " + unanswered.reason()
                    + ".";
        }
        if (change instanceof VersionWeaker weaker) {
            return weaker.host() + " negotiates " + weaker.now().word() + " instead of "
                    + weaker.before().word() + ".";
        }
        if (change instanceof CertificateReplaced replaced) {
            return sentence(replaced);
        }
        if (change instanceof ExchangersMoved moved) {
            return "The MX records name other servers: " + list(moved.now()) + " instead of " + list(moved.before())
                    + ".";
        }
        if (change instanceof RuleKept) {
            return "The rule holds again.";
        }
        return change instanceof TlsBack back ? "TLS is back at " + back.host() + "." : "Probes are answered again.";
    }

    private static String sentence(CertificateReplaced replaced) {
        List<String> parts = new ArrayList<>();
        if (replaced.newIssuer()) {
            parts.add("the issuer is " + quoted(replaced.now().issuer()) + " instead of "
                    + quoted(replaced.before().issuer()));
        }
        if (replaced.newNames()) {
            parts.add("it proves " + list(replaced.now().names()) + " instead of "
                    + list(replaced.before().names()));
        }
        if (replaced.newKey()) {
            parts.add("its key (" + replaced.now().key() + ") is "
                    + replaced.now().keyFingerprint() + " instead of "
                    + replaced.before().keyFingerprint());
        }
        return "Another certificate at " + list(replaced.hosts()) + ": " + String.join("; ", parts)
                + ". It is valid until " + replaced.now().notAfter() + ".";
    }

    private static String quoted(String text) {
        return '"' + text.replace('"', '\'') + '"';
    }

    private static String list(List<String> texts) {
        String more = texts.size() > MOST_SHOWN ? " and " + (texts.size() - MOST_SHOWN) + " more" : "";
        return texts.isEmpty() ? "nothing" : texts.stream().limit(MOST_SHOWN).collect(Collectors.joining(", ")) + more;
    }

    /** Returns what the change means for mail to these domains. */
    String effect(ProbeChange change, List<DomainRecord> domains) {
        String mail =
                "mail to " + list(domains.stream().map(DomainRecord::domain).toList());
        if (change instanceof Expiring && level() == TlsSecurityLevel.FINGERPRINT) {
            return "None by the end itself, which level fingerprint does not check. Once the partner has renewed the"
                    + " certificate with another key, no agreed fingerprint matches.";
        }
        if (change instanceof Expiring expiring && !expiring.expired()) {
            String from = "From " + expiring.certificate().notAfter() + " on ";
            return partner.isEnforced()
                    ? from + mail + " " + fate() + "."
                    : from + "the rule does not hold. In mode monitor " + mail + " goes on; in mode enforce it "
                            + wouldBe() + ".";
        }
        if (has(domains, ProbeStatus.FALLS_SHORT)) {
            if (domains.stream().allMatch(domain -> domain.failure().isEmpty())) {
                return "Now " + mail + " is returned to its senders, or deferred: TLS is not the reason.";
            }
            return partner.isEnforced()
                    ? "Now " + mail + " " + fate() + "."
                    : "None now, in mode monitor: " + mail + " goes on. In mode enforce it " + wouldBe() + ".";
        }
        return has(domains, ProbeStatus.COULD_NOT_TELL)
                ? "While this lasts, " + mail + " is deferred, and returned to its senders " + giveUp() + "."
                : "None now: the rule holds, and " + mail + " goes.";
    }

    private static boolean has(List<DomainRecord> domains, ProbeStatus status) {
        return domains.stream().anyMatch(domain -> domain.status() == status);
    }

    private String fate() {
        return bounces()
                ? "is returned to its senders at once"
                : "is deferred, and returned to its senders " + giveUp();
    }

    private String wouldBe() {
        return bounces() ? "would be returned to its senders at once" : "would be deferred";
    }

    private boolean bounces() {
        return partner.outbound().onFailure() == OnFailure.BOUNCE;
    }

    private TlsSecurityLevel level() {
        return partner.outbound().tls().level();
    }

    private String giveUp() {
        Duration after = partner.outbound().times().giveUpAfter().orElse(giveUpAfter);
        boolean days = after.equals(Duration.ofDays(after.toDays()));
        boolean hours = after.equals(Duration.ofHours(after.toHours()));
        String words =
                days ? after.toDays() + " days" : hours ? after.toHours() + " hours" : after.toMinutes() + " minutes";
        return words + " after it was accepted";
    }

    /** Returns what to do, each in a sentence. */
    List<String> advice(ProbeChange change, List<DomainRecord> domains) {
        if (change instanceof Expiring) {
            return List.of(
                    level() == TlsSecurityLevel.FINGERPRINT
                            ? "Ask the partner for the fingerprint of its next certificate now, and list both under"
                                    + " fingerprints until the change is made."
                            : "Ask the partner to renew the certificate before then.");
        }
        List<String> advice = domains.stream()
                .filter(domain -> domain.status() != ProbeStatus.HOLDS)
                .flatMap(domain -> domain.advice().stream())
                .distinct()
                .toList();
        if (!advice.isEmpty()) {
            return Stream.concat(advice.stream(), Stream.of(lookYourself())).toList();
        }
        if (change instanceof TlsLost || change instanceof VersionWeaker) {
            return List.of("Ask the partner to undo it: mail goes only as long as the rule holds at another server.");
        }
        if (change instanceof CertificateReplaced || change instanceof ExchangersMoved) {
            return List.of(
                    "Nothing, if the partner announced it. Otherwise ask the partner whether it was on purpose.");
        }
        return change instanceof RuleBroken || change instanceof Unanswered
                ? List.of(lookYourself())
                : List.of(NOTHING);
    }

    private String lookYourself() {
        return "You: Run \"postern probe " + partner.name()
                + "\" to see each step, and lines for partners.yaml that hold.";
    }

    /** Returns the partner in one line. */
    String who() {
        return partner.name() + " (mode " + partner.mode().word() + ", level " + level().word() + ")";
    }
}
