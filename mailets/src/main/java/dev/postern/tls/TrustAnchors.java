package dev.postern.tls;

import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertStore;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXCertPathBuilderResult;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The CA certificates that we trust for one policy: a set that never changes, or whatever this JVM trusts at the moment. Safe for
 * any thread.
 */
public final class TrustAnchors {

    /** What the other side of a connection is. */
    public enum Role {
        SERVER(KeyPurposes.SERVER_AUTH),
        CLIENT(KeyPurposes.CLIENT_AUTH);

        private final String keyPurpose;

        Role(String keyPurpose) {
            this.keyPurpose = keyPurpose;
        }

        /** Returns the extendedKeyUsage that is made for it. */
        public String keyPurpose() {
            return keyPurpose;
        }

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final TrustAnchors OF_JVM = new TrustAnchors(JvmTrustStore.INSTANCE);

    private final Supplier<Set<X509Certificate>> certificates;
    private final boolean ofJvm;

    private TrustAnchors(JvmTrustStore store) {
        this.certificates = store;
        this.ofJvm = true;
    }

    /** @param certificates the anchors */
    public TrustAnchors(Set<X509Certificate> certificates) {
        Set<X509Certificate> copy = Set.copyOf(certificates);
        if (copy.isEmpty()) {
            throw new IllegalArgumentException("no trust anchor: nothing could ever be trusted");
        }
        this.certificates = () -> copy;
        this.ofJvm = false;
    }

    /**
     * The roots of this JVM ({@code cacerts}, or {@code javax.net.ssl.trustStore}), as they are whenever somebody asks. Equal to
     * nothing but itself.
     *
     * @throws IllegalStateException if they cannot be read
     */
    public static TrustAnchors ofJvm() {
        OF_JVM.certificates();
        return OF_JVM;
    }

    /** Returns the anchors of now. */
    public Set<X509Certificate> certificates() {
        return certificates.get();
    }

    /** Why a chain is not trusted: the RFC 8460 result type and the reason in words. */
    public record Distrust(TlsFailure failure, String reason) {}

    /**
     * Decides whether the chain leads to one of these anchors, everything in it and the anchor are valid at that instant (RFC
     * 5280 §6), nothing in it is {@linkplain WeakAlgorithms weak}, and neither the {@linkplain AnchorConstraints anchor's own
     * limits}, nor the {@linkplain KeyPurposes purposes} of the CAs, nor, for a server, the {@linkplain JvmDistrust JVM} object.
     * {@link KeyUse} and {@link OcspStaple} decide about key usage and revocation. A client's certificate may be one for servers.
     *
     * @param chain what the peer presented, its own certificate first; must not be empty
     * @return empty if the chain is trusted
     */
    public Optional<Distrust> distrust(List<X509Certificate> chain, Role role, Instant now) {
        return distrust(chain, role, ClientPurpose.TLS, now);
    }

    /** The same, with what a client's certificate must be good for. */
    Optional<Distrust> distrust(List<X509Certificate> chain, Role role, ClientPurpose purpose, Instant now) {
        X509Certificate own = chain.get(0);
        Optional<String> unparsed = UnparsedCertificate.objection(own);
        if (unparsed.isPresent()) {
            return Optional.of(new Distrust(
                    TlsFailure.CERTIFICATE_NOT_TRUSTED, "RFC 5280 forbids such a certificate: " + unparsed.get()));
        }
        try {
            // Validity of the peer's own certificate is told first: a builder that finds no path hides this reason.
            own.checkValidity(Date.from(now));
            List<String> purposes = role == Role.SERVER ? List.of(KeyPurposes.SERVER_AUTH) : purpose.keyPurposes();
            if (KeyPurposes.of(own, purposes).isEmpty()) {
                return Optional.of(new Distrust(
                        TlsFailure.CERTIFICATE_NOT_TRUSTED,
                        "its extendedKeyUsage does not allow it to act as a TLS "
                                + (purposes.size() > 1 ? "client or server" : role.word())));
            }
            Map<TrustAnchor, X509Certificate> anchors = usable(now);
            if (anchors.isEmpty()) {
                return Optional.of(new Distrust(
                        TlsFailure.CERTIFICATE_NOT_TRUSTED, "no trust anchor is valid now and strong enough"));
            }
            return objection(anchors, chain, role, purposes, now)
                    .map(reason -> new Distrust(TlsFailure.CERTIFICATE_NOT_TRUSTED, reason));
        } catch (CertificateExpiredException e) {
            return Optional.of(new Distrust(TlsFailure.CERTIFICATE_EXPIRED, "it expired on " + day(own.getNotAfter())));
        } catch (CertificateNotYetValidException e) {
            return Optional.of(
                    new Distrust(TlsFailure.CERTIFICATE_EXPIRED, "it is not valid before " + day(own.getNotBefore())));
        } catch (CertPathBuilderException e) {
            return Optional.of(noPath(chain, now));
        } catch (GeneralSecurityException e) {
            return Optional.of(
                    new Distrust(TlsFailure.CERTIFICATE_NOT_TRUSTED, "it cannot be read: " + e.getMessage()));
        }
    }

    /**
     * Returns why no path to any of the anchors holds; the first reason, if there are several.
     *
     * @throws CertPathBuilderException if there is no path at all
     */
    private static Optional<String> objection(
            Map<TrustAnchor, X509Certificate> anchors,
            List<X509Certificate> chain,
            Role role,
            List<String> purposes,
            Instant now)
            throws GeneralSecurityException {
        Map<TrustAnchor, X509Certificate> remaining = new HashMap<>(anchors);
        List<String> reasons = new ArrayList<>();
        while (!remaining.isEmpty()) {
            PKIXCertPathBuilderResult found;
            try {
                found = (PKIXCertPathBuilderResult) CertPathBuilder.getInstance("PKIX")
                        .build(parameters(remaining.keySet(), chain.get(0), chain, now));
            } catch (CertPathBuilderException e) {
                if (reasons.isEmpty()) {
                    throw e;
                }
                break;
            }
            List<X509Certificate> path = found.getCertPath().getCertificates().stream()
                    .map(X509Certificate.class::cast)
                    .toList();
            X509Certificate anchor = Optional.ofNullable(remaining.get(found.getTrustAnchor()))
                    .orElseThrow(() -> new CertPathBuilderException("a path to an anchor that was not given"));
            Optional<String> reason = AnchorConstraints.objection(anchor, path)
                    .or(() -> KeyPurposes.objection(anchor, path, purposes))
                    .or(() -> role == Role.SERVER ? JvmDistrust.objection(anchor, path, now) : Optional.empty());
            if (reason.isEmpty()) {
                return reason;
            }
            reasons.add(reason.get());
            remaining.values().removeIf(anchor::equals);
        }
        return reasons.stream().findFirst();
    }

    /** PKIX takes anchors for given, whatever their dates (RFC 5280 §6.1.1); an expired CA vouches for nobody here. */
    private Map<TrustAnchor, X509Certificate> usable(Instant now) {
        return certificates().stream()
                .filter(ca -> isValid(ca, now) && WeakAlgorithms.weakKey(ca).isEmpty())
                .collect(Collectors.toMap(TrustAnchors::anchor, ca -> ca));
    }

    /**
     * Whether it is a root of X.509 version 1, which has no basicConstraints: self-signed. Any other of that version may be a
     * server's, as {@code openssl x509 -req} makes them.
     */
    public static boolean isVersionOneRoot(X509Certificate certificate) {
        return certificate.getVersion() == 1 && Issuers.isIssuer(certificate, certificate);
    }

    /** The JVM's path builder passes over anchors without basicConstraints if given whole; a root of version 1 is none of them. */
    private static TrustAnchor anchor(X509Certificate ca) {
        return isVersionOneRoot(ca)
                ? new TrustAnchor(ca.getSubjectX500Principal(), ca.getPublicKey(), null)
                : new TrustAnchor(ca, null);
    }

    private static boolean isValid(X509Certificate certificate, Instant now) {
        return !now.isBefore(certificate.getNotBefore().toInstant())
                && !now.isAfter(certificate.getNotAfter().toInstant());
    }

    private static PKIXBuilderParameters parameters(
            Set<TrustAnchor> anchors, X509Certificate own, Collection<X509Certificate> chain, Instant now)
            throws InvalidAlgorithmParameterException, NoSuchAlgorithmException {
        var target = new X509CertSelector();
        target.setCertificate(own);
        var parameters = new PKIXBuilderParameters(anchors, target);
        parameters.addCertStore(CertStore.getInstance(
                "Collection",
                new CollectionCertStoreParameters(chain.stream()
                        .filter(certificate -> !(certificate instanceof UnparsedCertificate))
                        .toList())));
        parameters.addCertPathChecker(new WeakAlgorithms());
        parameters.setRevocationEnabled(false);
        parameters.setDate(Date.from(now));
        return parameters;
    }

    /** The builder tells only that it found no path; what is wrong with the certificates presented says why. */
    private static Distrust noPath(List<X509Certificate> chain, Instant now) {
        for (X509Certificate certificate : chain) {
            if (!isValid(certificate, now)) {
                return new Distrust(
                        TlsFailure.CERTIFICATE_EXPIRED,
                        certificate.getSubjectX500Principal() + " of its chain is outside its validity");
            }
            Optional<String> weakness = WeakAlgorithms.in(certificate);
            if (weakness.isPresent()) {
                return new Distrust(
                        TlsFailure.CERTIFICATE_NOT_TRUSTED,
                        certificate.getSubjectX500Principal() + " " + weakness.get());
            }
        }
        X509Certificate own = chain.get(0);
        return new Distrust(
                TlsFailure.CERTIFICATE_NOT_TRUSTED,
                own.getSubjectX500Principal().equals(own.getIssuerX500Principal())
                        ? "it is self-signed and not a trust anchor"
                        : "no chain leads from it to a trust anchor (issuer " + own.getIssuerX500Principal() + ")");
    }

    private static String day(Date date) {
        return date.toInstant().toString();
    }

    @Override
    public boolean equals(Object other) {
        return this == other
                || (other instanceof TrustAnchors anchors
                        && !ofJvm
                        && !anchors.ofJvm
                        && certificates().equals(anchors.certificates()));
    }

    @Override
    public int hashCode() {
        return ofJvm ? 1 : certificates().hashCode();
    }

    @Override
    public String toString() {
        return ofJvm ? "the JVM's roots" : certificates().size() + " trust anchors";
    }
}
