package dev.postern.tls;

import com.google.common.net.InternetDomainName;
import java.util.Optional;

/**
 * A name that a certificate must carry in its subjectAltName (RFC 9525 §6.3).
 *
 * <p>Written {@code mx.contoso.test}: that name, or a certificate's {@code *.contoso.test}, whose star stands for exactly
 * one whole left-most label. Written {@code *.contoso.test}: any name below contoso.test, at any depth, as the operator
 * trusts whatever the certificate's issuer vouched for below that domain.
 */
public record CertificateMatch(DnsName name, boolean anyBelow) {

    /** Reads a host name or {@code *.} and a domain of at least two labels. */
    public static Optional<CertificateMatch> parse(String text) {
        if (text.startsWith("*.")) {
            return DnsName.parse(text.substring(2))
                    .filter(name -> name.ascii().contains("."))
                    .map(name -> new CertificateMatch(name, true));
        }
        return DnsName.parse(text).map(name -> new CertificateMatch(name, false));
    }

    /**
     * Whether a dNSName of a certificate is one of these names.
     *
     * @param presented as it stands in the certificate; anything that is no DNS name matches nothing
     */
    public boolean matches(String presented) {
        if (!presented.chars().allMatch(c -> c < 128)) {
            return false; // RFC 5280 §4.2.1.6: a dNSName is an IA5String; a U-label there is malformed
        }
        if (presented.startsWith("*.")) {
            // RFC 9525 §6.3: the star is the whole left-most label and stands for one label. A star directly below a
            // top-level domain, or below what registries sell names under (co.uk), is too wide for any partner.
            return DnsName.parse(presented.substring(2))
                    .filter(parent -> parent.ascii().contains(".") && !isRegistrySuffix(parent))
                    .filter(parent -> anyBelow ? parent.equals(name) || parent.isBelow(name) : isOneLabelBelow(parent))
                    .isPresent();
        }
        return DnsName.parse(presented)
                .filter(given -> anyBelow ? given.isBelow(name) : given.equals(name))
                .isPresent();
    }

    private static boolean isRegistrySuffix(DnsName name) {
        return InternetDomainName.isValid(name.ascii())
                && InternetDomainName.from(name.ascii()).isRegistrySuffix();
    }

    private boolean isOneLabelBelow(DnsName parent) {
        return name.isBelow(parent)
                && name.ascii().indexOf('.')
                        == name.ascii().length() - parent.ascii().length() - 1;
    }

    @Override
    public String toString() {
        return anyBelow ? "*." + name : name.ascii();
    }
}
