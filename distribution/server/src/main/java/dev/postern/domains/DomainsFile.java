package dev.postern.domains;

import dev.postern.config.Form;
import dev.postern.config.Problems;
import dev.postern.config.SourceFiles;
import dev.postern.partner.DomainPattern;
import dev.postern.partner.NextHop;
import dev.postern.partner.OutboundPolicy;
import dev.postern.partner.OwnDomainOutbound;
import dev.postern.partnersfile.PolicyForms;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A file with own domains, one a line; behind a domain its next hops may stand, in the order to try, with blanks or commas in between.
 *
 * @param path absolute
 * @param outbound how their mail leaves, to the next hops of {@code gateway.yaml} where the line has none
 * @param recipients how they are verified, for all of them
 */
public record DomainsFile(Path path, OwnDomainOutbound outbound, DomainRecipients recipients) implements DomainsEntry {
    private static final String RIGHT = "Write the path of a text file with one domain per line.";

    /** Returns the domains whose lines are whole. */
    List<OwnDomain> read(SourceFiles sources, DomainClaims claims, Problems problems) {
        var file = new TextFile(path, RIGHT);
        List<OwnDomain> domains = new ArrayList<>();
        Optional<List<TextFile.Line>> lines = file.lines(sources, problems);
        lines.filter(List::isEmpty)
                .ifPresent(none -> problems.add(file.problem(1, "the file lists no domain.", RIGHT)));
        lines.stream()
                .flatMap(List::stream)
                .forEach(line -> read(
                                line, claims, (wrong, right) -> problems.add(file.problem(line.number(), wrong, right)))
                        .ifPresent(domains::add));
        return domains;
    }

    private interface Problem {
        void tell(String wrong, String right);
    }

    private Optional<OwnDomain> read(TextFile.Line line, DomainClaims claims, Problem problem) {
        List<String> words = List.of(line.text().split("\\s*,\\s*|\\s+"));
        Optional<DomainPattern> pattern = read(words.get(0), PolicyForms.OWN_DOMAIN, problem);
        pattern.ifPresent(own -> claims.claim(own, path, line.number(), problem::tell));
        List<String> written = words.subList(1, words.size());
        List<NextHop> nextHops = written.stream()
                .flatMap(word -> read(word, PolicyForms.NEXT_HOP, problem).stream())
                .toList();
        return nextHops.size() < written.size()
                ? Optional.empty()
                : pattern.flatMap(own -> policy(own, nextHops, problem)
                        .map(policy -> new OwnDomain(own, path.toString(), policy, recipients)));
    }

    private Optional<OutboundPolicy> policy(DomainPattern own, List<NextHop> ofLine, Problem problem) {
        if (ofLine.isEmpty()) {
            if (outbound.policy().nextHop().isEmpty()) {
                problem.tell(
                        own + " has no next hop.",
                        "Add one after it, such as " + own + " mail.example.org:25, or add nextHop beside file in"
                                + " gateway.yaml.");
                return Optional.empty();
            }
            return Optional.of(outbound.policy());
        }
        Optional<OutboundPolicy> policy = outbound.to(ofLine);
        if (policy.isEmpty()) {
            String hops = ofLine.stream().map(NextHop::toString).collect(Collectors.joining(" "));
            problem.tell(
                    "level secure needs a name, but " + hops + " is an address.",
                    "Write the next hop by its host name, or add match to the outbound block in gateway.yaml.");
        }
        return policy;
    }

    private static <T> Optional<T> read(String word, Form<T> form, Problem problem) {
        Optional<T> read = form.reader().apply(word);
        if (read.isEmpty()) {
            problem.tell(TextFile.quoted(word) + " is not a valid " + form.noun() + ".", form.right());
        }
        return read;
    }
}
