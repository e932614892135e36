package dev.postern.smtpclient;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The extensions that a server offers in its reply to EHLO (RFC 5321 §4.1.1.1).
 *
 * @param parameters by keyword in capitals; empty where a keyword has none
 */
record EhloAnswer(Map<String, String> parameters) {
    /** What HELO offers. */
    static final EhloAnswer NOTHING = new EhloAnswer(Map.of());

    private static final String AUTH = "AUTH";

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

    /** The names of the mechanisms to log in by (RFC 4954 §4), also as servers of before that RFC write them, behind {@code AUTH=}. */
    Set<String> mechanisms() {
        Set<String> mechanisms = new LinkedHashSet<>();
        parameters.forEach((keyword, words) -> {
            if (keyword.equals(AUTH) || keyword.startsWith(AUTH + "=")) {
                Stream.concat(
                                Stream.of(keyword.substring(AUTH.length()).replace("=", "")),
                                Stream.of(words.split(" +")))
                        .filter(word -> !word.isEmpty())
                        .forEach(word -> mechanisms.add(word.toUpperCase(Locale.ROOT)));
            }
        });
        return mechanisms;
    }

    /** In octets, how large a message may be; empty if the server names no limit (RFC 1870 §4). */
    Optional<Long> sizeLimit() {
        String limit = parameters.getOrDefault("SIZE", "");
        return limit.matches("[0-9]{1,18}") && !limit.matches("0+")
                ? Optional.of(Long.valueOf(limit))
                : Optional.empty();
    }
}
