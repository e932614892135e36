package dev.postern.quirks;

import com.google.common.collect.ImmutableList;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * An extension of SMTP without which a message can be sent all the same, so that it may be left out where a server announces it and
 * it does not work. STARTTLS is none: nothing that is learnt of a server can ever leave it out.
 */
public enum Extension {
    /** RFC 1870. */
    SIZE,
    /** RFC 3461. */
    DSN("RET\\b", "ENVID", "NOTIFY", "ORCPT"),
    /** RFC 6531. */
    SMTPUTF8("SMTPUTF8"),
    /** RFC 6152. */
    EIGHTBITMIME("BODY=", "8BIT"),
    /** RFC 2920. */
    PIPELINING("PIPELIN", "SYNCHRONI"),
    /** RFC 3030. */
    CHUNKING("BDAT", "CHUNK");

    private final ImmutableList<String> words;

    /** @param words patterns of further words that mean it */
    Extension(String... words) {
        this.words = ImmutableList.copyOf(words);
    }

    /** Returns the keyword that EHLO announces it with. */
    public String keyword() {
        return this == EIGHTBITMIME ? "8BITMIME" : name();
    }

    /** Returns true if that text of a server speaks of it. */
    public boolean isNamedIn(String reply) {
        String text = reply.toUpperCase(Locale.ROOT);
        return Stream.concat(Stream.of(keyword()), words.stream())
                .anyMatch(word -> text.matches("(?s).*\\b" + word + ".*"));
    }

    /** Returns the one with that keyword. */
    static Optional<Extension> of(String keyword) {
        return Stream.of(values())
                .filter(extension -> extension.keyword().equals(keyword))
                .findFirst();
    }
}
