package dev.postern.testing.smtp;

import dev.postern.testing.smtp.ScriptedSmtpServer.Command;
import dev.postern.testing.smtp.ScriptedSmtpServer.Received;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** One connection of a {@link ScriptedSmtpServer}: answers as the script says and tells what it heard. */
final class ScriptedSmtpSession {
    private final ServerScript script;
    private final SmtpWire wire;
    private final ScriptedSmtpServer server;
    private String sender = "";
    private final List<String> recipients = new ArrayList<>();
    private final Map<String, Integer> counts = new HashMap<>();

    ScriptedSmtpSession(ServerScript script, SmtpWire wire, ScriptedSmtpServer server) {
        this.script = script;
        this.wire = wire;
        this.server = server;
    }

    void serve() throws IOException {
        wire.write(script.reply("GREETING", false).orElse("220 scripted.test ESMTP") + "\r\n");
        for (var line = wire.readLine(); line.isPresent(); line = wire.readLine()) {
            server.heard(new Command(line.get(), wire.tls()));
            String verb = line.get().split("[ :]", 2)[0].toUpperCase(Locale.ROOT);
            if (verb.equals("STARTTLS")) {
                startTls();
            } else if (verb.equals("QUIT")) {
                wire.write("221 2.0.0 bye\r\n");
                return;
            } else {
                answer(verb, line.get());
            }
        }
    }

    private void answer(String verb, String line) throws IOException {
        boolean inTls = wire.tls().isPresent();
        int count = counts.merge(verb, 1, Integer::sum);
        String reply = script.reply(verb + "#" + count, inTls)
                .or(() -> line.contains("<") ? script.reply(verb + " " + path(line), inTls) : Optional.empty())
                .or(() -> script.reply(verb, inTls))
                .or(() -> verb.equals("RCPT") ? server.refusal(path(line)) : Optional.empty())
                .orElseGet(() -> usualReply(verb));
        wire.write(reply + "\r\n");
        if (!reply.startsWith("2") && !reply.startsWith("3")) {
            return;
        }
        switch (verb) {
            case "MAIL" -> {
                sender = path(line);
                recipients.clear();
            }
            case "RCPT" -> recipients.add(path(line));
            case "DATA" -> {
                var received = new Received(sender, List.copyOf(recipients), wire.readData(), wire.tls());
                String taken = script.reply(".", inTls).orElse("250 2.0.0 taken");
                if (taken.startsWith("2")) {
                    server.received(received);
                }
                wire.write(taken + "\r\n");
            }
            default -> {} // nothing to remember
        }
    }

    private String usualReply(String verb) {
        return switch (verb) {
            case "EHLO" ->
                "250-scripted.test\r\n250-8BITMIME\r\n" + (offersStartTls() ? "250-STARTTLS\r\n" : "")
                        + "250 SIZE 104857600";
            case "HELO" -> "250 scripted.test";
            case "MAIL", "RCPT", "RSET", "NOOP" -> "250 2.0.0 ok";
            case "DATA" -> "354 go ahead";
            default -> "502 5.5.1 not implemented";
        };
    }

    private boolean offersStartTls() {
        return script.startTls() != ServerScript.StartTls.ABSENT && wire.tls().isEmpty();
    }

    private void startTls() throws IOException {
        switch (script.startTls()) {
            case WORKS -> handshake("220 2.0.0 go ahead\r\n");
            case PLAINTEXT_BEHIND_220 ->
                handshake("220 2.0.0 go ahead\r\n250-forged.test\r\n250-AUTH PLAIN LOGIN\r\n250 FORGED\r\n");
            case ABSENT, ANSWERED_502 -> wire.write("502 5.5.1 not implemented\r\n");
            case ANSWERED_354 -> wire.write("354 go ahead\r\n");
            case ANSWERED_454 -> wire.write("454 4.7.0 TLS not available\r\n");
            case ANSWERED_GARBAGE -> wire.write("\u0000\u0016\u0003 what?\r\n");
            case ANSWERED_NOTHING -> server.keepSilent(wire);
        }
    }

    private void handshake(String goAhead) throws IOException {
        TlsOffer offer = script.tls().orElseThrow(() -> new IllegalStateException("this script has no certificate"));
        wire.write(goAhead);
        try {
            wire.acceptTls(offer.context(), offer::applyTo);
        } catch (IOException e) {
            server.handshakeFailed(e);
            throw e;
        }
    }

    private static String path(String line) {
        return line.substring(line.indexOf('<') + 1, line.indexOf('>'));
    }
}
