package dev.postern.partnersfile;

import dev.postern.config.Form;
import dev.postern.config.YamlMapping;
import dev.postern.tls.CertificateFingerprint;
import dev.postern.tls.CertificateMatch;
import dev.postern.tls.ClientPurpose;
import dev.postern.tls.TlsPolicy;
import dev.postern.tls.TlsVersion;
import dev.postern.tls.TrustAnchors;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The certificate with which a partner's servers must identify themselves: by one of the names or one of the
 * fingerprints.
 *
 * @param names may be empty if there are fingerprints
 * @param fingerprints may be empty if there are names
 * @param purpose what a certificate with one of the names must be good for
 * @param trustAnchors whose certificates count for the names; empty: the JVM's roots
 */
public record AgreedClientCertificate(
        List<CertificateMatch> names,
        Set<CertificateFingerprint> fingerprints,
        Optional<TrustAnchors> trustAnchors,
        ClientPurpose purpose) {
    private static final Form<ClientPurpose> PURPOSE =
            Form.word("client certificate purpose", List.of(ClientPurpose.values()), ClientPurpose::word);

    /** Reads a block {@code clientCertificate}; empty, and a problem, if nothing can be asked of a certificate. */
    public static Optional<AgreedClientCertificate> read(YamlMapping block) {
        var agreed = new AgreedClientCertificate(
                block.values("names", PolicyForms.CERTIFICATE_MATCH).orElse(List.of()),
                new HashSet<>(
                        block.values("fingerprints", PolicyForms.FINGERPRINT).orElse(List.of())),
                block.get("trustAnchors").flatMap(file -> PolicyForms.trustAnchors(file, TrustAnchors.Role.CLIENT)),
                block.value("purpose", PURPOSE).orElse(ClientPurpose.TLS));
        if (!block.has("names") && !block.has("fingerprints")) {
            block.problem(
                    "names", "names and fingerprints are both missing.", PolicyForms.CERTIFICATE_MATCH.rightOfList());
        } else if (!block.has("names") && block.has("trustAnchors")) {
            block.problem(
                    "trustAnchors",
                    "has no effect with fingerprints alone: the gateway does not check the chain.",
                    "Remove it, or add names.");
        } else if (!block.has("names") && block.has("purpose")) {
            block.problem(
                    "purpose",
                    "has no effect with fingerprints alone: the gateway checks only the digest.",
                    "Remove it, or add names.");
        }
        return Optional.of(agreed).filter(read -> !read.names.isEmpty() || !read.fingerprints.isEmpty());
    }

    /** Returns the alternatives of which a connection must satisfy one; the one whose reason says most stands last. */
    public List<TlsPolicy> alternatives(TlsVersion minVersion) {
        List<TlsPolicy> alternatives = new ArrayList<>();
        if (!fingerprints.isEmpty()) {
            alternatives.add(new TlsPolicy.Fingerprint(minVersion, fingerprints));
        }
        if (!names.isEmpty()) {
            alternatives.add(
                    new TlsPolicy.Secure(minVersion, names, trustAnchors.orElseGet(PolicyForms::jvmRoots), purpose));
        }
        return alternatives;
    }
}
