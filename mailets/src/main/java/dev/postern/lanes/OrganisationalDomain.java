package dev.postern.lanes;

import com.google.common.net.InternetDomainName;
import java.util.List;

/** Tells the domain that its owner registered, by the public suffix list's registry section. Pure. */
public final class OrganisationalDomain {
    private OrganisationalDomain() {}

    /**
     * Returns it: {@code example.co.uk} for {@code a.b.example.co.uk}. Below a top-level domain that is not on the list it has
     * two labels. The name itself if it is no domain name, or a public suffix.
     */
    public static String of(String name) {
        if (!InternetDomainName.isValid(name)) {
            return name;
        }
        InternetDomainName domain = InternetDomainName.from(name);
        if (domain.isUnderRegistrySuffix()) {
            return domain.topDomainUnderRegistrySuffix().toString();
        }
        List<String> labels = domain.parts();
        return domain.isRegistrySuffix() || labels.size() <= 2
                ? domain.toString()
                : String.join(".", labels.subList(labels.size() - 2, labels.size()));
    }
}
