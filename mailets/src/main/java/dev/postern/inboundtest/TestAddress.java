package dev.postern.inboundtest;

import com.google.common.hash.Hashing;
import dev.postern.tls.DnsName;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Pattern;
import org.apache.james.core.MailAddress;

/**
 * A one-time address. Its local part is {@code postern-test-} and 26 letters and digits of base32 (RFC 4648 §6): 130 random bits. The
 * gateway keeps only a digest, so that neither its disk nor the time that a look-up takes tells an address.
 *
 * @param localPart in lower case; any case of it is accepted
 * @param domain one of our own
 */
public record TestAddress(String localPart, DnsName domain) {
    private static final String PREFIX = "postern-test-";
    private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";
    private static final int LENGTH = 26;
    private static final Pattern EXACT = Pattern.compile(PREFIX + "[a-z2-7]{" + LENGTH + "}");

    /** Returns a new one. */
    static TestAddress random(DnsName domain, Random random) {
        var token = new StringBuilder(PREFIX);
        for (int position = 0; position < LENGTH; position++) {
            token.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return new TestAddress(token.toString(), domain);
    }

    /**
     * Returns whether the local part begins as one of a one-time address. Such an address belongs to nobody else, also with more behind
     * it ({@code +tag}): it is never handed to the server behind us.
     */
    static boolean isReserved(MailAddress address) {
        return EXACT.matcher(localPart(address)).lookingAt();
    }

    /** Returns that address, if it has the form of a one-time address. */
    static Optional<TestAddress> of(MailAddress address) {
        String localPart = localPart(address);
        return EXACT.matcher(localPart).matches()
                ? DnsName.parse(address.getDomain().asString()).map(domain -> new TestAddress(localPart, domain))
                : Optional.empty();
    }

    private static String localPart(MailAddress address) {
        return address.getLocalPart().toLowerCase(Locale.ROOT);
    }

    /** Returns the digest by which the address is looked up. */
    String digest() {
        return Hashing.sha256()
                .hashString(toString(), StandardCharsets.US_ASCII)
                .toString();
    }

    /** Returns the address. */
    @Override
    public String toString() {
        return localPart + "@" + domain.ascii();
    }
}
