package dev.postern.scenarios.odd;

import dev.postern.testing.smtp.Reply;
import dev.postern.testing.smtp.ScriptedSmtpClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A mail server that sends to odd servers, and whose log tells what became of each recipient at each attempt. */
final class SendingMta {
    /** The outcome of a message at which the server ended. */
    static final String ENDS = "ends";

    private static final int ATTEMPTS = 3;
    /** In their order in a cell, whatever the order in which a server named the recipients. */
    private static final List<String> WORDS =
            List.of("delivers", "delivers later", "defers", "bounces", ENDS, "says nothing");

    private static final Set<String> FINAL = Set.of("delivers", "bounces", ENDS);

    private final Supplier<Stream<String>> log;
    private final Pattern outcome;
    private final Map<String, String> words;

    /**
     * @param log its lines
     * @param outcome a line about an attempt: the group {@code to} holds recipients with commas in between, {@code what} the
     *     outcome in the server's word
     * @param words what these mean: delivers, defers, bounces
     */
    private SendingMta(Supplier<Stream<String>> log, String outcome, Map<String, String> words) {
        this.log = log;
        this.outcome = Pattern.compile(outcome);
        this.words = words;
    }

    static SendingMta postern(Supplier<Stream<String>> log) {
        return new SendingMta(
                log,
                " outbound .* verdict=(?<what>\\w+) .* to=(?<to>\\S+)",
                Map.of("delivered", "delivers", "deferred", "defers", "bounced", "bounces"));
    }

    static SendingMta postfix(Supplier<Stream<String>> log) {
        return new SendingMta(
                log,
                ": to=<(?<to>[^>]+)>, .* status=(?<what>\\w+) ",
                Map.of("sent", "delivers", "deferred", "defers", "bounced", "bounces"));
    }

    static SendingMta exim(Supplier<Stream<String>> log) {
        return new SendingMta(
                log,
                " (?<what>=>|->|==|\\*\\*) (?<to>[^ :]+@odd\\d+\\.test)",
                Map.of("=>", "delivers", "->", "delivers", "==", "defers", "**", "bounces"));
    }

    static SendingMta openSmtpd(Supplier<Stream<String>> log) {
        return new SendingMta(
                log,
                " mta delivery .* to=<(?<to>[^>]+@odd\\d+\\.test)> .* result=\"(?<what>\\w+)\"",
                Map.of("Ok", "delivers", "TempFail", "defers", "PermFail", "bounces", "LoopFail", "bounces"));
    }

    /** Gives it, over that connection, the message of that variant for the domain of that name. */
    static void submit(ScriptedSmtpClient client, String sender, OddServerVariant variant, String domain)
            throws IOException {
        String ofMail =
                variant.parameters().isEmpty() ? "" : variant.parameters().get(0);
        String ofRecipient =
                variant.parameters().isEmpty() ? "" : variant.parameters().get(1);
        expect(client.command("MAIL FROM:<" + sender + ">" + ofMail), 250, variant);
        for (String recipient : variant.recipientsAt(domain)) {
            expect(client.command("RCPT TO:<" + recipient + ">" + ofRecipient), 250, variant);
        }
        expect(client.command("DATA"), 354, variant);
        client.send(
                "From: " + sender + "\r\nTo: " + sender + "\r\nDate: Thu, 01 Jan 2026 12:00:00 +0000\r\nMessage-ID: <"
                        + domain + "@example.test>\r\nSubject: odd\r\n" + variant.content() + ".\r\n");
        expect(client.reply(), 250, variant);
    }

    private static void expect(Reply reply, int code, OddServerVariant variant) {
        if (reply.code() != code) {
            throw new AssertionError(variant.name() + ": the message is not accepted: " + reply);
        }
    }

    /** The outcomes so far, by recipient, in their order. */
    Map<String, List<String>> outcomes() {
        Map<String, List<String>> found = new LinkedHashMap<>();
        log.get().forEach(line -> {
            var match = outcome.matcher(line);
            if (match.find()) {
                String what =
                        Optional.ofNullable(words.get(match.group("what"))).orElseThrow();
                Arrays.stream(match.group("to").split(",", -1))
                        .forEach(to -> found.computeIfAbsent(to, any -> new ArrayList<>())
                                .add(what));
            }
        });
        return found;
    }

    /** Whether nothing more is to be expected: each recipient has an end, or enough attempts were made for it. */
    static boolean isSettled(Map<String, List<String>> outcomes, List<String> recipients) {
        return recipients.stream()
                .map(recipient -> outcomes.getOrDefault(recipient, List.of()))
                .allMatch(of -> of.size() >= ATTEMPTS || of.stream().anyMatch(FINAL::contains));
    }

    /** What became of these recipients, in a few words. */
    static String summary(Map<String, List<String>> outcomes, List<String> recipients) {
        Map<String, Long> counts = recipients.stream()
                .map(recipient -> ending(outcomes.getOrDefault(recipient, List.of())))
                .collect(Collectors.groupingBy(
                        word -> word,
                        () -> new TreeMap<>(Comparator.comparingInt(WORDS::indexOf)),
                        Collectors.counting()));
        return counts.size() == 1
                ? counts.keySet().iterator().next()
                : counts.entrySet().stream()
                        .map(of -> of.getKey() + " " + of.getValue())
                        .collect(Collectors.joining(", "));
    }

    private static String ending(List<String> attempts) {
        if (attempts.isEmpty()) {
            return "says nothing";
        }
        String last = attempts.get(attempts.size() - 1);
        return last.equals("delivers") && attempts.size() > 1 ? "delivers later" : last;
    }
}
