package dev.postern.revalidation;

import dev.postern.expiry.CertificateInUse;
import dev.postern.expiry.ExpiryStages;
import dev.postern.tls.CertificateFingerprint;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Reviews the certificates that the configuration names: of which expiry the postmaster is to be told, once a stage. */
final class OwnCertificates {
    /** Whose state this is; no partner's name begins so. */
    static final String NAME = "_own";

    private static final int MOST_PENDING = 200;

    private OwnCertificates() {}

    /** Returns the state after a look at these. */
    static PartnerState after(PartnerState before, Set<CertificateInUse> certificates, Instant now) {
        Map<String, List<CertificateInUse>> uses = new LinkedHashMap<>();
        certificates.forEach(one -> uses.computeIfAbsent(
                        CertificateFingerprint.ofCertificate(one.certificate()).toString(), any -> new ArrayList<>())
                .add(one));
        Map<String, Integer> stages = new TreeMap<>();
        List<PartnerNotice> pending = new ArrayList<>(before.pending());
        uses.forEach((fingerprint, same) -> {
            int told = before.stages().getOrDefault(fingerprint, 0);
            int stage = ExpiryStages.reached(same.get(0).expiry(), now);
            if (stage > told && pending.size() < MOST_PENDING) {
                pending.add(notice(same, stage, now));
                told = stage;
            }
            if (told > 0) {
                stages.put(fingerprint, told);
            }
        });
        return new PartnerState(Optional.of(now), Optional.empty(), Map.of(), stages, Map.of(), pending);
    }

    private static PartnerNotice notice(List<CertificateInUse> same, int stage, Instant now) {
        Instant end = same.get(0).expiry();
        boolean expired = ExpiryStages.isExpired(stage);
        String left = ExpiryStages.left(end, now);
        var lines = new NoticeLines()
                .add(
                        "Subject",
                        RecordText.of(same.get(0)
                                .certificate()
                                .getSubjectX500Principal()
                                .getName()))
                .add(
                        "Used as",
                        same.stream().map(CertificateInUse::use).limit(20).toList())
                .add("Changed", expired ? "It expired at " + end + "." : "It expires in " + left + ", at " + end + ".")
                .add(
                        "Effect",
                        (expired ? "Now peers" : "From then on peers")
                                + " that verify a certificate of the gateway reject it, and with it mail in either"
                                + " direction; no connection satisfies a rule by a trust anchor that has expired, and mail"
                                + " under that rule is deferred.")
                .add(
                        "To do",
                        "Put the renewed certificate in the place of the old file; the gateway reads it within seconds."
                                + " Agree new trust anchors with the partner first.");
        return new PartnerNotice(
                now,
                NAME,
                true,
                expired
                        ? "a certificate of the gateway's configuration has expired"
                        : "a certificate of the gateway's configuration expires in " + left,
                lines.lines());
    }
}
