package dev.postern.route;

import java.util.List;
import org.apache.james.dnsservice.api.TemporaryResolutionException;

/**
 * A DNS service that tells the preferences of MX records too, which James's does not: they are needed to leave out the
 * servers that are no better than ourselves (RFC 5321 §5.1).
 */
public interface MailExchangers {

    /**
     * One server.
     *
     * @param preference the lowest is tried first
     * @param name with or without its final dot; {@code .} is a null MX (RFC 7505)
     */
    record MailExchanger(int preference, String name) {}

    /**
     * The MX records in the order to try, equal ones shuffled; or the domain itself if it has none and an address.
     *
     * @return empty only if the DNS said that there is neither
     */
    List<MailExchanger> mailExchangers(String domain) throws TemporaryResolutionException;
}
