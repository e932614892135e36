package dev.postern.milter;

import dev.postern.filter.FilterVerdict;
import dev.postern.filter.FilterVerdict.Reject;
import dev.postern.filter.HeaderEdit;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what a filter answers. */
final class MilterAnswer {
    private static final Pattern REPLY =
            Pattern.compile("([45])([0-9]{2})(?:[ -]([245]\\.[0-9]{1,3}\\.[0-9]{1,3}))?(?:[ -](.*))?", Pattern.DOTALL);
    private static final Pattern FIELD_NAME = Pattern.compile("[!-9;-~]+");

    /** As Sendmail and Postfix put it. */
    private static final Reject REJECT = new Reject("550", "5.7.1", "Command rejected");

    private static final Reject TEMPFAIL = new Reject("451", "4.7.1", "Service unavailable - try again later");

    private MilterAnswer() {}

    /** Returns what a final answer makes of the message; empty for one that lets it go on. */
    static Optional<FilterVerdict> verdict(MilterPacket answer) throws IOException {
        return switch (answer.command()) {
            case 'c', 'a', 's' -> Optional.empty();
            case 'r' -> Optional.of(REJECT);
            case 't' -> Optional.of(TEMPFAIL);
            case 'd' -> Optional.of(new FilterVerdict.Discard());
            case 'y' -> Optional.of(reply(String.join("", answer.words(0))));
            case '4', 'f' -> throw new IOException("the filter asked to end the connection");
            default -> throw new IOException("unexpected answer from the filter: '" + answer.command() + "'");
        };
    }

    /** Reads a reply of the filter's own; its lines become one, and what is not printable ASCII a question mark. */
    static Reject reply(String text) throws IOException {
        Matcher matcher = REPLY.matcher(text);
        if (!matcher.matches()) {
            throw new IOException("the filter sent an invalid reply: " + text);
        }
        String ofClass = matcher.group(1);
        String status = Optional.ofNullable(matcher.group(3))
                .filter(given -> given.startsWith(ofClass))
                .orElse(ofClass + ".7.1");
        String code = ofClass + matcher.group(2);
        String words = Optional.ofNullable(matcher.group(4))
                .orElse("")
                .replaceAll("\r?\n" + code + "[ -](?:[245]\\.[0-9]{1,3}\\.[0-9]{1,3}[ -])?", " ")
                .replaceAll("[^ -~]+", "?")
                .strip();
        // 421 would end the session, which a filter of contents does not decide.
        return new Reject(
                code.equals("421") ? "451" : code, status, words.isEmpty() ? "Rejected by the filter" : words);
    }

    /** Returns the change that an answer asks for; empty if it asks for none that we make. */
    static Optional<HeaderEdit> edit(MilterPacket answer) throws IOException {
        return switch (answer.command()) {
            case 'h' -> field(answer.words(0)).map(field -> new HeaderEdit.Append(field.get(0), field.get(1)));
            case 'i' -> {
                int index = Math.max(0, answer.number(0));
                yield field(answer.words(Integer.BYTES))
                        .map(field -> new HeaderEdit.Insert(index, field.get(0), field.get(1)));
            }
            case 'm' -> {
                int occurrence = Math.max(1, answer.number(0));
                yield field(answer.words(Integer.BYTES))
                        .map(field -> field.get(1).isEmpty()
                                ? new HeaderEdit.Remove(occurrence, field.get(0))
                                : new HeaderEdit.Replace(occurrence, field.get(0), field.get(1)));
            }
            default -> Optional.empty();
        };
    }

    /** A name and a value that cannot end the header section, whatever the filter sends. */
    private static Optional<List<String>> field(List<String> words) throws IOException {
        if (words.isEmpty() || !FIELD_NAME.matcher(words.get(0)).matches()) {
            throw new IOException("the filter sent an invalid header field: " + words);
        }
        String value = words.size() > 1 ? words.get(1) : "";
        String folded = value.replaceAll("[\r\n]+$", "")
                .replaceAll("(?:\r\n|\r|\n)+[ \t]*", "\r\n\t")
                .replaceFirst("^ ", "");
        return Optional.of(List.of(words.get(0), folded));
    }
}
