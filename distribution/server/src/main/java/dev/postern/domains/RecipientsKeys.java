package dev.postern.domains;

import dev.postern.config.Form;
import dev.postern.config.KeyCombinations;
import dev.postern.config.Problems;
import dev.postern.config.YamlMapping;
import dev.postern.config.YamlValue;
import dev.postern.domains.DomainRecipients.Everybody;
import dev.postern.domains.DomainRecipients.InFile;
import dev.postern.domains.DomainRecipients.Listed;
import dev.postern.domains.DomainRecipients.Probed;
import java.util.List;
import java.util.Optional;

/** Reads the keys of an own domain that say which of its recipients exist. */
final class RecipientsKeys {
    private static final String LIST = "recipients";
    private static final String FILE = "recipientsFile";
    private static final String DELIMITER = "recipientDelimiter";
    private static final String VERIFY = "verifyRecipients";
    private static final String UNVERIFIED = "unverifiedRecipients";

    private static final String ACCEPT = "accept";
    private static final Form<String> WHEN_UNVERIFIED =
            Form.word("response to unverified recipients", List.of(ACCEPT, "defer"), word -> word);

    private static final Form<String> SEPARATOR = Form.of(
            "recipient delimiter",
            "Write one of + - _ = . # in quotes, such as \"+\".",
            "\"+\"",
            text -> Optional.of(text).filter(character -> character.matches("[-+_=.#]")));

    private final YamlMapping entry;
    private final RecipientScope scope;
    private final Problems problems;

    private RecipientsKeys(YamlMapping entry, RecipientScope scope, Problems problems) {
        this.entry = entry;
        this.scope = scope;
        this.problems = problems;
    }

    /**
     * Returns how recipients are verified; empty, and a problem, if that cannot be told.
     *
     * @param scope empty, and a problem: it could not be read, and nobody can say whose recipients these are
     */
    static Optional<DomainRecipients> read(YamlMapping entry, Optional<RecipientScope> scope, Problems problems) {
        List.of(LIST, FILE, DELIMITER, VERIFY, UNVERIFIED).forEach(entry::get); // these keys exist
        return scope.flatMap(whose -> new RecipientsKeys(entry, whose, problems).read());
    }

    private Optional<DomainRecipients> read() {
        boolean listed = entry.has(LIST) || entry.has(FILE);
        if (listed) {
            refuse(VERIFY, "Remove it: recipients are verified against the list.");
            refuse(UNVERIFIED, "Remove it: every recipient can be verified against the list.");
        } else {
            refuse(
                    DELIMITER,
                    "Remove it, or write recipients or recipientsFile: the next hop handles its own delimiter.");
        }
        KeyCombinations.exclude(entry, FILE, LIST);
        Optional<String> delimiter = entry.value(DELIMITER, SEPARATOR);
        Optional<DomainRecipients> inline = list(delimiter);
        Optional<DomainRecipients> inFile = entry.get(FILE).flatMap(value -> file(value, delimiter));
        Optional<Boolean> verify = entry.value(VERIFY, Form.BOOLEAN);
        if (verify.filter(does -> !does).isPresent()) {
            refuse(UNVERIFIED, "Remove it: with verifyRecipients: false every recipient is accepted.");
        }
        Optional<String> unverified = entry.value(UNVERIFIED, WHEN_UNVERIFIED);
        return listed ? inline.or(() -> inFile) : Optional.of(probed(verify, unverified));
    }

    private static DomainRecipients probed(Optional<Boolean> verify, Optional<String> unverified) {
        return verify.orElse(true) ? new Probed(unverified.orElse(ACCEPT).equals(ACCEPT)) : new Everybody();
    }

    private Optional<DomainRecipients> list(Optional<String> delimiter) {
        var entries = new RecipientEntries(scope);
        entry.values(LIST, RecipientEntries.FORM, (read, place) -> entries.add(read, place::problem));
        return entries.isEmpty() ? Optional.empty() : Optional.of(new Listed(entries.list(delimiter)));
    }

    private Optional<DomainRecipients> file(YamlValue value, Optional<String> delimiter) {
        return value.content().flatMap(any -> value.path()).flatMap(path -> {
            var file = new RecipientsFile(path, scope, delimiter);
            RecipientsFile.Reading reading = file.read();
            reading.problems().forEach(problems::add);
            return reading.list().map(list -> new InFile(file, list));
        });
    }

    private void refuse(String key, String right) {
        if (entry.has(key)) {
            entry.refuse(key, right);
        }
    }
}
