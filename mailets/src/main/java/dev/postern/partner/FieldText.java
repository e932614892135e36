package dev.postern.partner;

import dev.postern.tls.DnsName;
import java.io.UnsupportedEncodingException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.mail.internet.MimeUtility;
import javax.mail.internet.ParseException;

/**
 * The body of a header field as text.
 *
 * @param text unfolded; UTF-8 (RFC 6532), or one char per octet if it is not valid UTF-8
 * @param isUtf8 whether non-ASCII characters mean what they show
 */
record FieldText(String text, boolean isUtf8) {
    /** RFC 2047 §2, and wider: careless readers decode what has spaces in it. */
    private static final Pattern ENCODED_WORD = Pattern.compile("=\\?[^?]*\\?[^?]*\\?[^?]*\\?=");

    /** The commercial at and its full-width and small forms, which a careless reader folds into it. */
    private static final Pattern AT = Pattern.compile("[@\uFF20\uFE6B]");

    private static final Pattern AT_DOMAIN = Pattern.compile(AT + "[.]*([\\p{L}\\p{M}\\p{N}_.\u3002\uFF0E\uFF61-]+)");

    private static final Pattern INVISIBLE = Pattern.compile("[\\p{Cntrl}\\p{Cf}]");

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

    /** Whether an {@code @} stands anywhere in it, plainly or in an encoded word, or in one that cannot be decoded. */
    boolean mayHoldAddress() {
        return AT.matcher(text).find()
                || decoded().map(plain -> AT.matcher(plain).find()).orElse(true);
    }

    /** Every domain name that follows an {@code @}, with or without the characters that show as nothing. */
    Set<DnsName> lookAlikes() {
        return Stream.of(text, decoded().orElse(text))
                .flatMap(plain -> Stream.of(plain, INVISIBLE.matcher(plain).replaceAll(""), blank(plain)))
                .flatMap(plain -> lookAlikes(plain).stream())
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Every domain name that follows an {@code @} in that text as it stands. */
    static Set<DnsName> lookAlikes(String text) {
        return AT_DOMAIN
                .matcher(text)
                .results()
                .flatMap(found -> DnsName.parse(found.group(1)).stream())
                .collect(Collectors.toUnmodifiableSet());
    }

    private static String blank(String text) {
        return INVISIBLE.matcher(text).replaceAll("").replaceAll("\\s", "");
    }

    /** The text with its encoded words decoded (RFC 2047); empty if one cannot be. */
    private Optional<String> decoded() {
        try {
            Matcher words = ENCODED_WORD.matcher(text);
            var plain = new StringBuilder();
            while (words.find()) {
                words.appendReplacement(plain, Matcher.quoteReplacement(MimeUtility.decodeWord(words.group())));
            }
            return Optional.of(words.appendTail(plain).toString());
        } catch (ParseException | UnsupportedEncodingException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
