package dev.postern.partner;

import com.google.common.net.InetAddresses;
import dev.postern.tls.DnsName;
import java.util.Optional;
import org.apache.james.core.MailAddress;

/** The domain of an envelope address, in the form in which partners' domains are compared. */
public final class MailDomain {
    private MailDomain() {}

    /**
     * The canonical domain; empty for an address literal ({@code user@[192.0.2.1]}, RFC 5321 §4.1.3), which is nobody's
     * domain.
     *
     * @throws IllegalArgumentException if the address has a domain that is no domain name: whoever decides must then
     *     refuse, as nobody can say whose it is
     */
    public static Optional<DnsName> of(MailAddress address) {
        String domain = address.getDomain().name();
        if (isAddressLiteral(address)) {
            return Optional.empty();
        }
        return Optional.of(
                DnsName.parse(domain).orElseThrow(() -> new IllegalArgumentException("no domain name: " + domain)));
    }

    /** Returns whether an IP address stands in the place of the domain, with or without its brackets. */
    public static boolean isAddressLiteral(MailAddress address) {
        return InetAddresses.isInetAddress(address.getDomain().name());
    }
}
