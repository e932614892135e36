package dev.postern.delivery;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The extensions that a server offers in its reply to EHLO (RFC 5321 §4.1.1.1).
 *
 * @param parameters by keyword in capitals; empty where a keyword has none
 */
record EhloAnswer(Map<String, String> parameters) {
    /** What HELO offers. */
    static final EhloAnswer NOTHING = new EhloAnswer(Map.of());

    EhloAnswer {
        parameters = Map.copyOf(parameters);
    }

    /** Reads a reply; its first line is a greeting and offers nothing. */
    static EhloAnswer of(SmtpReply reply) {
        Map<String, String> parameters = new HashMap<>();
        reply.lines().stream().skip(1).forEach(line -> {
            String[] words = line.split(" ", 2);
            parameters.put(words[0].toUpperCase(Locale.ROOT), words.length > 1 ? words[1].strip() : "");
        });
        return new EhloAnswer(parameters);
    }

    boolean offers(String extension) {
        return parameters.containsKey(extension);
    }

    /** In octets, how large a message may be; empty if the server names no limit (RFC 1870 §4). */
    Optional<Long> sizeLimit() {
        String limit = parameters.getOrDefault("SIZE", "");
        return limit.matches("[0-9]{1,18}") && !limit.matches("0+")
                ? Optional.of(Long.valueOf(limit))
                : Optional.empty();
    }
}
