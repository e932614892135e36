package dev.postern.tls;

import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.KeyStore;
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
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/**
 * The CA certificates that we trust for one policy. Immutable and safe for any thread.
 *
 * @param certificates the anchors
 */
public record TrustAnchors(Set<X509Certificate> certificates) {

    /** What a certificate is presented for; it must be allowed to (RFC 5280 §4.2.1.12). */
    public enum Role {
        SERVER("1.3.6.1.5.5.7.3.1"),
        CLIENT("1.3.6.1.5.5.7.3.2");

        private static final String ANY_EXTENDED_KEY_USAGE = "2.5.29.37.0";
        private final String keyPurpose;

        Role(String keyPurpose) {
            this.keyPurpose = keyPurpose;
        }

        /** The extendedKeyUsage that allows it. */
        String keyPurpose() {
            return keyPurpose;
        }

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        private boolean isAllowedTo(X509Certificate certificate) throws GeneralSecurityException {
            List<String> purposes = certificate.getExtendedKeyUsage();
            return purposes == null || purposes.contains(keyPurpose) || purposes.contains(ANY_EXTENDED_KEY_USAGE);
        }
    }

    public TrustAnchors {
        certificates = Set.copyOf(certificates);
        if (certificates.isEmpty()) {
            throw new IllegalArgumentException("no trust anchor: nothing could ever be trusted");
        }
    }

    /** The roots of this JVM ({@code cacerts}, or {@code javax.net.ssl.trustStore}). */
    public static TrustAnchors ofJvm() {
        try {
            var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init((KeyStore) null);
            return new TrustAnchors(Stream.of(factory.getTrustManagers())
                    .filter(X509TrustManager.class::isInstance)
                    .flatMap(manager -> Stream.of(((X509TrustManager) manager).getAcceptedIssuers()))
                    .collect(Collectors.toUnmodifiableSet()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM's trust store cannot be read", e);
        }
    }

    /** Why a chain is not trusted: the RFC 8460 result type and the reason in words. */
    public record Distrust(TlsFailure failure, String reason) {}

    /**
     * Decides whether the chain leads to one of these anchors, everything in it and the anchor are valid at that instant (RFC
     * 5280 §6), nothing in it is {@linkplain WeakAlgorithms weak}, and neither the {@linkplain AnchorConstraints anchor's own
     * limits} nor, for a server, the {@linkplain JvmDistrust JVM} object. {@link KeyUse} and {@link OcspStaple} decide about
     * key usage and revocation.
     *
     * @param chain what the peer presented, its own certificate first; must not be empty
     * @return empty if the chain is trusted
     */
    public Optional<Distrust> distrust(List<X509Certificate> chain, Role role, Instant now) {
        X509Certificate own = chain.get(0);
        Optional<String> unparsed = UnparsedCertificate.objection(own);
        if (unparsed.isPresent()) {
            return Optional.of(new Distrust(
                    TlsFailure.CERTIFICATE_NOT_TRUSTED, "RFC 5280 forbids such a certificate: " + unparsed.get()));
        }
        try {
            // Validity of the peer's own certificate is told first: a builder that finds no path hides this reason.
            own.checkValidity(Date.from(now));
            if (!role.isAllowedTo(own)) {
                return Optional.of(new Distrust(
                        TlsFailure.CERTIFICATE_NOT_TRUSTED,
                        "its extendedKeyUsage does not allow it to act as a TLS "
                                + role.name().toLowerCase(Locale.ROOT)));
            }
            Set<TrustAnchor> anchors = usable(now);
            if (anchors.isEmpty()) {
                return Optional.of(new Distrust(
                        TlsFailure.CERTIFICATE_NOT_TRUSTED, "no trust anchor is valid now and strong enough"));
            }
            return objection(anchors, chain, role, now)
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
    private Optional<String> objection(
            Set<TrustAnchor> anchors, List<X509Certificate> chain, Role role, Instant now)
            throws GeneralSecurityException {
        var remaining = new HashSet<>(anchors);
        List<String> reasons = new ArrayList<>();
        while (!remaining.isEmpty()) {
            PKIXCertPathBuilderResult found;
            try {
                found = (PKIXCertPathBuilderResult)
                        CertPathBuilder.getInstance("PKIX").build(parameters(remaining, chain.get(0), chain, now));
            } catch (CertPathBuilderException e) {
                if (reasons.isEmpty()) {
                    throw e;
                }
                break;
            }
            List<X509Certificate> path = found.getCertPath().getCertificates().stream()
                    .map(X509Certificate.class::cast)
                    .toList();
            X509Certificate anchor = certificate(found.getTrustAnchor());
            Optional<String> reason = AnchorConstraints.objection(anchor, path)
                    .or(() -> role == Role.SERVER ? JvmDistrust.objection(anchor, path, now) : Optional.empty());
            if (reason.isEmpty()) {
                return reason;
            }
            reasons.add(reason.get());
            remaining.removeIf(other -> certificate(other).equals(anchor));
        }
        return reasons.stream().findFirst();
    }

    /** PKIX takes anchors for given, whatever their dates (RFC 5280 §6.1.1); an expired CA vouches for nobody here. */
    private Set<TrustAnchor> usable(Instant now) {
        return certificates.stream()
                .filter(ca -> isValid(ca, now) && WeakAlgorithms.weakKey(ca).isEmpty())
                .map(TrustAnchors::anchor)
                .collect(Collectors.toSet());
    }

    /** The JVM's path builder passes over anchors without basicConstraints, as those of X.509 version 1 are, if given whole. */
    private static TrustAnchor anchor(X509Certificate ca) {
        return ca.getVersion() < 3
                ? new TrustAnchor(ca.getSubjectX500Principal(), ca.getPublicKey(), null)
                : new TrustAnchor(ca, null);
    }

    private X509Certificate certificate(TrustAnchor anchor) {
        return Optional.ofNullable(anchor.getTrustedCert())
                .or(() -> certificates.stream()
                        .filter(ca -> ca.getSubjectX500Principal().equals(anchor.getCA())
                                && ca.getPublicKey().equals(anchor.getCAPublicKey()))
                        .findFirst())
                .orElseThrow();
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
}
