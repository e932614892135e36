package dev.postern.sender;

import dev.postern.tls.DnsName;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The body of a header field as text.
 *
 * @param text unfolded; UTF-8 (RFC 6532), or one char per octet if it is not valid UTF-8
 * @param isUtf8 whether non-ASCII characters mean what they show
 */
record FieldText(String text, boolean isUtf8) {
    /** RFC 2047 §2, and wider: careless readers decode what has spaces in it. */
    private static final Pattern ENCODED_WORD = Pattern.compile("=\\?[^?]*\\?[^?]*\\?[^?]*\\?=");

    /** @param octets one char per octet */
    static FieldText ofOctets(String octets) {
        try {
            var decoder = StandardCharsets.UTF_8.newDecoder();
            return new FieldText(
                    decoder.decode(ByteBuffer.wrap(octets.getBytes(StandardCharsets.ISO_8859_1)))
                            .toString(),
                    true);
        } catch (CharacterCodingException e) {
            return new FieldText(octets, false);
        }
    }

    static boolean hasEncodedWord(String text) {
        return ENCODED_WORD.matcher(text).find();
    }

    /** Whether an {@code @} stands anywhere in it, plainly or encoded. */
    boolean mayHoldAddress() {
        return text.length() > LookAlikes.LONGEST || LookAlikes.mayHoldAddress(text, isUtf8);
    }

    /** Every domain name that follows an {@code @} in any reading. */
    Set<DnsName> lookAlikes() {
        return LookAlikes.inAnyReading(text, isUtf8);
    }
}
