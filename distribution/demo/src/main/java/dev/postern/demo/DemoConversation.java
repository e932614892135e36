package dev.postern.demo;

import dev.postern.tls.TlsSession;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One SMTP session as a server saw it. Immutable.
 *
 * @param commands what the client said, in order, and over what
 * @param messages the content of each message taken, as it arrived
 * @param ended whether the connection is closed
 */
record DemoConversation(List<Command> commands, List<String> messages, boolean ended) {
    static final DemoConversation BEGUN = new DemoConversation(List.of(), List.of(), false);

    /** One line of the client's. */
    record Command(String line, TlsSession over) {
        /** The SMTP verb: {@code MAIL FROM} for mail, the first word else. */
        String verb() {
            String verb = line.split("[ :]", 2)[0].toUpperCase(Locale.ROOT);
            return switch (verb) {
                case "MAIL" -> "MAIL FROM";
                case "RCPT" -> "RCPT TO";
                default -> verb;
            };
        }
    }

    DemoConversation {
        commands = List.copyOf(commands);
        messages = List.copyOf(messages);
    }

    DemoConversation with(Command command) {
        var more = new ArrayList<>(commands);
        more.add(command);
        return new DemoConversation(more, messages, ended);
    }

    DemoConversation withMessage(String content) {
        var more = new ArrayList<>(messages);
        more.add(content);
        return new DemoConversation(commands, more, ended);
    }

    DemoConversation end() {
        return new DemoConversation(commands, messages, true);
    }

    /** The first command with that verb. */
    Optional<Command> first(String verb) {
        return commands.stream().filter(command -> command.verb().equals(verb)).findFirst();
    }

    boolean names(String recipient) {
        return commands.stream()
                .anyMatch(command ->
                        command.verb().equals("RCPT TO") && command.line().contains("<" + recipient + ">"));
    }

    /** Whether a message for that recipient was taken. */
    boolean hasMessageFor(String recipient) {
        return !messages.isEmpty() && names(recipient);
    }

    /** The verbs in order, such as {@code EHLO, STARTTLS, EHLO, QUIT}. */
    String verbs() {
        return commands.stream().map(Command::verb).collect(Collectors.joining(", "));
    }

    /** The topmost header field of that name in the first message, unfolded; empty if there is none. */
    Optional<String> header(String name) {
        String prefix = name.toLowerCase(Locale.ROOT) + ":";
        return messages.stream()
                .flatMap(DemoConversation::fields)
                .filter(field -> field.toLowerCase(Locale.ROOT).startsWith(prefix))
                .findFirst();
    }

    private static Stream<String> fields(String message) {
        String header = message.split("\r\n\r\n", 2)[0];
        return Stream.of(header.replaceAll("\r\n[ \t]+", " ").split("\r\n"));
    }
}
