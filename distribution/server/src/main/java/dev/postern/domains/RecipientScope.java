package dev.postern.domains;

import dev.postern.tls.DnsName;
import java.util.Optional;

/**
 * The domains that a list of recipients is for.
 *
 * @param name what they are called: a domain, a wildcard, or the file that names them
 * @param domain empty if they may be several: then the list has local parts only
 */
record RecipientScope(String name, Optional<DnsName> domain) {
    @Override
    public String toString() {
        return name;
    }
}
