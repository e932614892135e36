package dev.postern.domains;

import dev.postern.config.KeyCombinations;
import dev.postern.config.Problems;
import dev.postern.config.YamlMapping;
import dev.postern.config.YamlValue;
import dev.postern.partner.DomainPattern;
import dev.postern.partner.NextHop;
import dev.postern.partner.OutboundPolicy;
import dev.postern.partner.OwnDomainOutbound;
import dev.postern.partnersfile.OutboundBlock;
import dev.postern.partnersfile.PolicyForms;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads the list {@code domains}, and the files that it names. */
public final class DomainsBlock {
    private static final String LIST =
            "Write a list with at least one domain, such as [{ domain: example.org, nextHop: mail.example.org:25 }].";

    private static final String DOMAIN = "domain";
    private static final String FILE = "file";
    private static final String NEXT_HOP = "nextHop";

    /** The keys that tell the entries apart, of which an entry has one. */
    public static final List<String> IDENTITY = List.of(FILE, DOMAIN);

    private final Map<Object, String> places = new HashMap<>();
    private final List<DomainPattern> named = new ArrayList<>();
    private final List<DomainsEntry> complete = new ArrayList<>();

    private final Problems problems;

    private DomainsBlock(Problems problems) {
        this.problems = problems;
    }

    /**
     * What was read.
     *
     * @param patterns every domain that could be read, also where something else of its entry is wrong
     * @param domains the entries that are whole
     * @param first what the files contain
     */
    public record Read(List<DomainPattern> patterns, ConfiguredDomains domains, DomainsReading first) {}

    /**
     * Reads the list.
     *
     * @param problems gets those of files that the entries name
     */
    public static Read read(YamlMapping top, Problems problems) {
        var block = new DomainsBlock(problems);
        top.requiredBlocks("domains", "the gateway serves no domain.", LIST).forEach(item -> item.block(block::add));
        var domains = new ConfiguredDomains(block.complete);
        DomainsReading first = domains.read(pattern -> Optional.empty());
        first.problems().forEach(problems::add);
        return new Read(
                Stream.concat(block.named.stream(), first.patterns().stream())
                        .distinct()
                        .toList(),
                domains,
                first);
    }

    private Optional<DomainsEntry> add(YamlMapping entry) {
        boolean inFile = entry.has(FILE);
        KeyCombinations.exclude(entry, FILE, DOMAIN);
        Optional<YamlValue> file = entry.get(FILE);
        Optional<DomainsEntry> read =
                inFile && !entry.has(DOMAIN) ? file.flatMap(value -> file(entry, value)) : domain(entry);
        read.ifPresent(complete::add);
        return read;
    }

    private Optional<DomainsEntry> domain(YamlMapping entry) {
        Optional<YamlValue> place = entry.get(DOMAIN);
        Optional<DomainPattern> pattern = entry.required(DOMAIN, PolicyForms.OWN_DOMAIN);
        pattern.ifPresent(named::add);
        boolean again =
                pattern.filter(own -> !isFirst(entry, DOMAIN, own, own, place)).isPresent();
        List<NextHop> nextHops = entry.requiredOneOrMore(NEXT_HOP, PolicyForms.NEXT_HOP);
        Optional<OutboundPolicy> outbound = entry.block(
                        "outbound", block -> OutboundBlock.forOwnDomain(block, nextHops))
                .flatMap(policy -> policy);
        Optional<DomainRecipients> recipients =
                RecipientsKeys.read(entry, pattern.map(DomainsBlock::recipientsOf), problems);
        return pattern.filter(own -> !again)
                .flatMap(own -> outbound.flatMap(
                        policy -> recipients.map(verified -> new OwnDomain(own, own.toString(), policy, verified))));
    }

    private static RecipientScope recipientsOf(DomainPattern own) {
        return new RecipientScope(own.toString(), own.allBelow() ? Optional.empty() : Optional.of(own.domain()));
    }

    private Optional<DomainsEntry> file(YamlMapping entry, YamlValue value) {
        Optional<Path> path = value.content().flatMap(content -> value.path());
        boolean again = path.filter(file -> !isFirst(entry, FILE, file, file.getFileName(), Optional.of(value)))
                .isPresent();
        Optional<List<NextHop>> nextHops = entry.oneOrMore(NEXT_HOP, PolicyForms.NEXT_HOP);
        Optional<OwnDomainOutbound> outbound = entry.block(
                        "outbound", block -> OutboundBlock.forOwnDomains(block, nextHops.orElse(List.of())))
                .flatMap(policy -> policy);
        Optional<DomainRecipients> recipients = RecipientsKeys.read(
                entry, path.map(file -> new RecipientScope(file.getFileName().toString(), Optional.empty())), problems);
        boolean misread = entry.has(NEXT_HOP) && nextHops.isEmpty();
        return path.filter(file -> !misread && !again)
                .flatMap(file -> outbound.flatMap(
                        policy -> recipients.map(verified -> new DomainsFile(file, policy, verified))));
    }

    /** Returns whether no entry before has it; that one has is a problem. */
    private boolean isFirst(YamlMapping entry, String key, Object named, Object shown, Optional<YamlValue> place) {
        Optional<String> before = place.flatMap(value -> Optional.ofNullable(places.putIfAbsent(named, value.where())));
        before.ifPresent(where ->
                entry.problem(key, shown + " is already listed in " + where + ".", "List each " + key + " once."));
        return before.isEmpty();
    }
}
