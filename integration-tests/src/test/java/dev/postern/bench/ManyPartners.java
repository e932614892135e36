package dev.postern.bench;

import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A partners file of a large organisation: 1,000 partners with 10 domains each. */
final class ManyPartners {
    /** A recipient at a partner whose server does not answer. */
    static final String DEAD = "user@d0.p0.test";

    private static final int PARTNERS = 1_000;
    private static final int DOMAINS = 10;
    private static final int NOBODY_LISTENS = 1;

    private ManyPartners() {}

    /** Further entries of the list {@code partners}. */
    static String yaml() {
        return IntStream.range(0, PARTNERS)
                .mapToObj(partner ->
                        "  - { name: p%d, domains: [%s], outbound: { level: encrypt, nextHop: \"127.0.0.1:%d\" } }%n"
                                .formatted(partner, domains(partner), NOBODY_LISTENS))
                .collect(Collectors.joining());
    }

    private static String domains(int partner) {
        return IntStream.range(0, DOMAINS)
                .mapToObj(domain -> "d%d.p%d.test".formatted(domain, partner))
                .collect(Collectors.joining(", "));
    }
}
