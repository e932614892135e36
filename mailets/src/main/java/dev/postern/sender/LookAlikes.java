package dev.postern.sender;

import dev.postern.tls.DnsName;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds every domain that follows an {@code @} in some reading of a text. Converts an invalid domain name to the valid
 * one that it looks like: {@code contoso..test}, {@code -contoso-.test} and {@code contoso.test..evil.test} all look
 * like {@code contoso.test}, and replaces an invalid label by {@code x}, so that the domains above it are found.
 */
public final class LookAlikes {
    /** Fields of more octets are not read: many readings of them would take too long. */
    public static final int LONGEST = 16 * 1024;

    private static final int LONGEST_NAME = 253;
    private static final int MOST_LABELS = 127;

    private LookAlikes() {}

    /**
     * The domains that follow an {@code @} in any reading.
     *
     * @param text of a field
     * @param isUtf8 false: each character stands for an octet
     */
    public static Set<DnsName> inAnyReading(String text, boolean isUtf8) {
        Stream<String> decoded = OctetReadings.unguessed(text, isUtf8).stream()
                .flatMap(reading -> Stream.concat(Stream.of(reading), EncodedWords.readings(reading).stream()))
                .distinct()
                .flatMap(reading -> FieldReadings.of(reading).stream());
        Stream<String> guessed = OctetReadings.of(text, isUtf8).stream()
                .flatMap(reading -> Stream.concat(Stream.of(reading), EncodedWords.readings(reading).stream()))
                .flatMap(reading -> FieldReadings.few(reading));
        return Stream.concat(decoded, guessed)
                .distinct()
                .flatMap(reading -> following(reading).stream())
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /**
     * The domains that follow an {@code @} in a text in which nothing is encoded.
     *
     * @param isUtf8 false: each character stands for an octet
     */
    public static Set<DnsName> inPlain(String text, boolean isUtf8) {
        return OctetReadings.unguessed(text, isUtf8).stream()
                .flatMap(reading -> FieldReadings.of(reading).stream())
                .flatMap(reading -> following(reading).stream())
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** Whether an {@code @} stands anywhere in any reading. */
    public static boolean mayHoldAddress(String text, boolean isUtf8) {
        return Stream.of(
                        OctetReadings.unguessed(text, isUtf8),
                        EncodedWords.readings(text),
                        OctetReadings.of(text, isUtf8))
                .flatMap(Set::stream)
                .anyMatch(reading -> FieldReadings.few(reading).anyMatch(shown -> shown.indexOf('@') >= 0));
    }

    private static Set<DnsName> following(String reading) {
        Set<DnsName> domains = new LinkedHashSet<>();
        for (int at = reading.indexOf('@'); at >= 0; at = reading.indexOf('@', at + 1)) {
            int end = at + 1;
            while (end < reading.length() && isOfName(reading.codePointAt(end))) {
                end += Character.charCount(reading.codePointAt(end));
            }
            domains.addAll(lookedLike(reading.substring(at + 1, end)));
        }
        return domains;
    }

    private static boolean isOfName(int character) {
        return Character.isLetterOrDigit(character)
                || character == '.'
                || character == '-'
                || character == '_'
                || character == 0x200C // joiners, which some names need (RFC 5892 appendix A)
                || character == 0x200D
                || switch (Character.getType(character)) {
                    case Character.NON_SPACING_MARK,
                            Character.ENCLOSING_MARK,
                            Character.COMBINING_SPACING_MARK,
                            Character.LETTER_NUMBER,
                            Character.OTHER_NUMBER -> true;
                    default -> false;
                };
    }

    private static Set<DnsName> lookedLike(String name) {
        Optional<DnsName> plain = name.length() > 2 * LONGEST_NAME ? Optional.empty() : DnsName.parse(name);
        if (plain.isPresent()) {
            return Set.of(plain.get());
        }
        Set<DnsName> domains = new LinkedHashSet<>();
        for (String piece : name.split("\\.\\.+", -1)) {
            repaired(piece).ifPresent(domains::add);
        }
        repaired(name).ifPresent(domains::add);
        return domains;
    }

    private static Optional<DnsName> repaired(String name) {
        List<String> labels = Stream.of(name.split("\\.", -1))
                .map(LookAlikes::withoutHyphens)
                .filter(label -> !label.isEmpty())
                .toList();
        String whole = labels.stream()
                .skip(Math.max(0, labels.size() - MOST_LABELS))
                .map(LookAlikes::label)
                .collect(Collectors.joining("."));
        while (whole.length() > LONGEST_NAME) {
            whole = whole.substring(whole.indexOf('.') + 1);
        }
        return DnsName.parse(whole);
    }

    private static String withoutHyphens(String label) {
        int start = 0;
        int end = label.length();
        while (start < end && label.charAt(start) == '-') {
            start++;
        }
        while (end > start && label.charAt(end - 1) == '-') {
            end--;
        }
        return label.substring(start, end);
    }

    private static String label(String text) {
        String below = ".x";
        if (text.length() > LONGEST_NAME) {
            return "x";
        }
        return DnsName.parse(text + below)
                .map(name -> name.ascii().substring(0, name.ascii().length() - below.length()))
                .orElse("x");
    }
}
