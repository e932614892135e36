package dev.postern.james;

import dev.postern.tls.DnsName;
import java.util.List;
import java.util.stream.Stream;
import org.apache.james.core.Domain;
import org.apache.james.domainlist.api.DomainList;
import org.apache.james.domainlist.api.DomainListException;

/** The domains that James itself serves, as it knows them at its start. */
final class JamesDomains {
    private JamesDomains() {}

    /** Those that are domain names; no partner can claim one of them. */
    static List<DnsName> of(DomainList domains) {
        try {
            return domains.getDomains().stream()
                    .map(Domain::asString)
                    .flatMap(name -> DnsName.parse(name).stream())
                    .toList();
        } catch (DomainListException e) {
            throw new IllegalStateException("James's own domains cannot be looked up", e);
        }
    }

    /** James's default domain, by which it calls itself in EHLO where no {@code heloName} is written. */
    static String first(DomainList domains) {
        try {
            return Stream.of(domains.getDefaultDomain().asString())
                    .flatMap(name -> DnsName.parse(name).stream())
                    .map(DnsName::ascii)
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("James's default domain is no host name"));
        } catch (DomainListException e) {
            throw new IllegalStateException("James's default domain cannot be looked up", e);
        }
    }
}
