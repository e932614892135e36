package dev.postern.domains;

import dev.postern.partner.DomainPattern;
import dev.postern.partner.NextHop;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Says what a change of the own domains adds, removes and changes, in lines for the log. */
public final class DomainsDiff {
    /** A file may have thousands of domains, and the log shall not have them all. */
    private static final int MOST_LINES = 20;

    private DomainsDiff() {}

    /** Returns a few lines, even if there are many changes. */
    public static List<String> between(OwnDomains before, OwnDomains now) {
        Map<DomainPattern, OwnDomain> old = byPattern(before);
        Map<DomainPattern, OwnDomain> current = byPattern(now);
        List<String> lines = new ArrayList<>();
        old.keySet().stream()
                .filter(pattern -> !current.containsKey(pattern))
                .forEach(pattern -> lines.add("removed " + pattern));
        current.forEach((pattern, own) -> {
            if (!old.containsKey(pattern)) {
                lines.add("added " + pattern + " -> " + hops(own));
            } else if (!own.equals(old.get(pattern))) {
                lines.add("changed " + pattern + " -> " + hops(own));
            }
        });
        if (lines.isEmpty()) {
            return List.of("only their order has changed");
        }
        return lines.size() <= MOST_LINES
                ? lines
                : List.of(
                        String.join("\n", lines.subList(0, MOST_LINES)),
                        "and " + (lines.size() - MOST_LINES) + " more");
    }

    private static Map<DomainPattern, OwnDomain> byPattern(OwnDomains domains) {
        Map<DomainPattern, OwnDomain> byPattern = new LinkedHashMap<>();
        domains.all().forEach(own -> byPattern.put(own.pattern(), own));
        return byPattern;
    }

    private static String hops(OwnDomain own) {
        return own.outbound().nextHops().stream().map(NextHop::toString).collect(Collectors.joining(", "));
    }
}
