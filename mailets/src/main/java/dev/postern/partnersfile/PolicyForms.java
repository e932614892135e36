package dev.postern.partnersfile;

import dev.postern.certificate.PemCertificates;
import dev.postern.config.Form;
import dev.postern.config.YamlValue;
import dev.postern.partner.Cidr;
import dev.postern.partner.DomainPattern;
import dev.postern.partner.NextHop;
import dev.postern.quirks.IgnoredKeywords;
import dev.postern.tls.CertificateFingerprint;
import dev.postern.tls.CertificateMatch;
import dev.postern.tls.DnsName;
import dev.postern.tls.TlsVersion;
import dev.postern.tls.TrustAnchors;
import java.net.InetSocketAddress;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The forms of the values that {@code partners.yaml} and {@code gateway.yaml} share. */
public final class PolicyForms {
    /** A domain or host name; an address is none. */
    public static final Form<DnsName> DOMAIN = Form.of(
            "domain name",
            "Write a name such as example.org.",
            "example.org",
            text -> DnsName.parse(text).filter(name -> !name.ascii().matches("(?:.*\\.)?[0-9]+")));

    /** A partner's domain. A whole top-level domain belongs to no partner. */
    public static final Form<DomainPattern> DOMAIN_PATTERN = Form.of(
            "partner domain",
            "Write a domain below a top-level domain, such as contoso.test, or \"*.contoso.test\" for all below it.",
            "contoso.test",
            text -> DomainPattern.parse(text)
                    .filter(pattern -> pattern.domain().ascii().matches(".+\\.[^.]*[^.0-9][^.]*")));

    /** One of our own domains, or all below one. A whole top-level domain is nobody's. */
    public static final Form<DomainPattern> OWN_DOMAIN = Form.of(
            "domain name",
            "Write a name such as example.org, or \"*.example.org\" for all domains below it.",
            "example.org",
            text -> text.startsWith("*")
                    ? DOMAIN_PATTERN.reader().apply(text)
                    : DOMAIN.reader().apply(text).map(domain -> new DomainPattern(domain, false)));

    /** The time in which a rate is counted. */
    public static final Form<Duration> TIME_UNIT = Form.DURATION.where(
            "time unit",
            "Write a duration of at most a day, such as 1m.",
            unit -> unit.compareTo(Duration.ofDays(1)) <= 0);

    public static final Form<Cidr> NETWORK = Form.of(
            "network",
            "Write an address or network such as 192.0.2.0/24 or \"2001:db8::/32\", with zeros after the prefix.",
            "192.0.2.0/24",
            Cidr::parse);

    public static final Form<NextHop> NEXT_HOP = Form.of(
            "host and port",
            "Write host:port, such as relay.contoso.test:25, 192.0.2.1:25 or \"[2001:db8::1]:25\".",
            "relay.contoso.test:25",
            NextHop::parse);

    /** An address, not a name: it must mean the same before DNS works. */
    public static final Form<InetSocketAddress> ADDRESS_AND_PORT = Form.of(
            "IP address and port",
            "Write address:port, such as 127.0.0.1:25 or \"[::1]:25\".",
            "127.0.0.1:53",
            text -> NextHop.parse(text).flatMap(NextHop::socketAddress));

    /** Older versions than TLS 1.2 must not be used (RFC 8996). */
    public static final Form<TlsVersion> MIN_VERSION =
            Form.word("minimum TLS version", List.of(TlsVersion.TLS_1_2, TlsVersion.TLS_1_3), TlsVersion::word);

    /** A keyword of EHLO (RFC 5321 §4.1.1.1) that the gateway uses where a server announces it. */
    public static final Form<String> EHLO_KEYWORD =
            Form.word("EHLO keyword", IgnoredKeywords.keywords(), keyword -> keyword);

    public static final Form<CertificateMatch> CERTIFICATE_MATCH = Form.of(
            "certificate name",
            "Write a host name, or \"*.\" and a domain of at least two labels.",
            "mail.contoso.test",
            text -> CertificateMatch.parse(text)
                    .filter(match -> !match.name().ascii().matches("(?:.*\\.)?[0-9]+")));

    public static final Form<CertificateFingerprint> FINGERPRINT = Form.of(
            "SHA-256 fingerprint",
            "Write sha256: and the 64 hexadecimal digits of the certificate's or its public key's digest.",
            "\"sha256:…\"",
            CertificateFingerprint::parse);

    private static final String ONLY_CAS = "Leave only CA certificates in it, each as openssl x509 writes it;"
            + " agree on a server's or client's own certificate by its fingerprint.";

    private PolicyForms() {}

    /** Returns the roots that this JVM trusts at the moment, which hold where a file names no trust anchors. */
    public static TrustAnchors jvmRoots() {
        return TrustAnchors.ofJvm();
    }

    /**
     * The trust anchors in the PEM file whose path is written there: CA certificates, at least one, and no others.
     *
     * @param peer whom they are to vouch for
     */
    public static Optional<TrustAnchors> trustAnchors(YamlValue file, TrustAnchors.Role peer) {
        return file.content().flatMap(pem -> {
            try {
                List<X509Certificate> certificates = PemCertificates.parseTrustAnchors(pem, peer);
                if (certificates.isEmpty()) {
                    file.problem(
                            "the file has no certificate.",
                            "Write the path of a PEM file with at least one CA certificate.");
                    return Optional.empty();
                }
                return Optional.of(new TrustAnchors(Set.copyOf(certificates)));
            } catch (CertificateException e) {
                file.problem("the file's " + e.getMessage() + ".", ONLY_CAS);
                return Optional.empty();
            }
        });
    }
}
