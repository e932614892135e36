package dev.postern.quirks;

import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Lists the EHLO keywords that the gateway ignores by configuration. Immutable.
 *
 * @param startTls whether STARTTLS is among them; it is ignored at level {@code may} only
 */
public record IgnoredKeywords(Set<Extension> extensions, boolean startTls) {
    private static final String STARTTLS = "STARTTLS";

    public IgnoredKeywords {
        extensions = Set.copyOf(extensions);
    }

    public static IgnoredKeywords none() {
        return new IgnoredKeywords(Set.of(), false);
    }

    /** Returns every keyword that can be ignored. */
    public static List<String> keywords() {
        return Stream.concat(Stream.of(Extension.values()).map(Extension::keyword), Stream.of(STARTTLS))
                .sorted()
                .toList();
    }

    /** Returns what these of {@link #keywords} stand for. */
    public static IgnoredKeywords of(Collection<String> keywords) {
        Set<Extension> extensions = EnumSet.noneOf(Extension.class);
        keywords.forEach(keyword -> Extension.of(keyword).ifPresent(extensions::add));
        return new IgnoredKeywords(extensions, keywords.contains(STARTTLS));
    }
}
