package dev.postern.envelope;

import dev.postern.tls.DnsName;
import java.util.Optional;
import javax.mail.internet.AddressException;
import javax.mail.internet.InternetAddress;
import org.apache.james.core.Domain;
import org.apache.james.core.MailAddress;

/**
 * Reads addresses of the envelope: those that James reads, and those whose domain has an underscore, as some hosts' names have. The
 * DNS allows it in names of any kind (RFC 2181 §11), though RFC 5321 §4.1.2 does not.
 */
public final class EnvelopeAddress {
    private static final char UNDERSCORE = '_';
    private static final char STAND_IN = 'x';

    private EnvelopeAddress() {}

    /**
     * Returns the address.
     *
     * @throws AddressException if James rejects it for anything but an underscore, or its domain is not a domain name
     */
    public static MailAddress parse(String text) throws AddressException {
        int at = text.lastIndexOf('@');
        String domain = text.substring(at + 1);
        if (at < 0 || domain.indexOf(UNDERSCORE) < 0) {
            return new MailAddress(text);
        }
        if (DnsName.parse(domain).isEmpty()) {
            throw new AddressException("The domain is not a domain name", text, at + 1);
        }
        return new Underscored(text.substring(0, at + 1), domain);
    }

    /** What James reads is the address with another domain, which nobody ever sees. */
    private static final class Underscored extends MailAddress {
        private static final long serialVersionUID = 1;

        private final Domain real;

        Underscored(String before, String domain) throws AddressException {
            super(before + domain.replace(UNDERSCORE, STAND_IN));
            real = new UnderscoredDomain(domain);
        }

        @Override
        public Domain getDomain() {
            return real;
        }

        @Override
        @SuppressWarnings("deprecation") // somebody may still ask for it
        public String getHost() {
            return real.asString();
        }

        @Override
        public String asString() {
            return getLocalPart() + "@" + real.asString();
        }

        @Override
        public String toString() {
            return asString();
        }

        @Override
        public Optional<InternetAddress> toInternetAddress() {
            var address = new InternetAddress();
            address.setAddress(asString()); // its reader rejects underscores as well
            return Optional.of(address);
        }
    }

    private static final class UnderscoredDomain extends Domain {
        private static final long serialVersionUID = 1;

        UnderscoredDomain(String name) {
            super(name);
        }
    }
}
