package dev.postern.soak;

import dev.postern.testing.smtp.Letter;
import dev.postern.testing.smtp.Reply;
import dev.postern.testing.smtp.ScriptedSmtpClient;
import java.io.IOException;

/** Attacks by envelopes and content. */
final class MailAttacks {
    private static final int RECIPIENTS = 1_100;

    private MailAttacks() {}

    /** More recipients than any message has, with local parts longer than any address has. */
    static void manyRecipients(Stranger stranger) throws IOException {
        try (ScriptedSmtpClient client = stranger.greeted()) {
            client.command("MAIL FROM:<crowd@silent2.test>");
            String local = "x".repeat(stranger.random().nextBoolean() ? 3_000 : 60);
            for (int i = 0; i < RECIPIENTS && stranger.goesOn(); i++) {
                client.command("RCPT TO:<" + local + i + "@example.test>");
            }
        }
    }

    /** Makes bounces of unknown recipients, to servers that never answer. */
    static void unknownRecipients(Stranger stranger) throws IOException {
        int domain = stranger.random().nextInt(SoakSite.SILENT_DOMAINS);
        try (ScriptedSmtpClient client = stranger.greeted()) {
            client.command("MAIL FROM:<victim@silent" + domain + ".test> RET=FULL ENVID=x");
            boolean any = false;
            for (int i = 0; i < 15; i++) {
                any |= client.command("RCPT TO:<nobody" + stranger.random().nextInt(1_000_000)
                                + "@example.test> NOTIFY=SUCCESS,FAILURE,DELAY")
                        .isPositive();
            }
            if (any) {
                content(
                        client,
                        Letter.from("<victim@silent" + domain + ".test>").dotStuffed());
            }
        }
        stranger.rest(50);
    }

    /** Mail that has been through a hundred servers. */
    static void loopingMail(Stranger stranger) throws IOException {
        String field = "Received: from a.test by b.test; Thu, 01 Jan 2026 12:00:00 +0000\r\n";
        send(stranger, field.repeat(101) + "From: <a@silent3.test>\r\nSubject: loop\r\n\r\nloop\r\n.\r\n");
    }

    /** A header section of megabytes. */
    static void endlessHeader(Stranger stranger) throws IOException {
        send(stranger, ("X-Filler: " + "y".repeat(900) + "\r\n").repeat(3_000) + "\r\nbody\r\n.\r\n");
    }

    /** Content that has no end. */
    static void cutContent(Stranger stranger) throws IOException {
        try (ScriptedSmtpClient client = stranger.greeted()) {
            if (envelope(client)) {
                for (int i = 0; i < 50 && stranger.goesOn(); i++) {
                    client.send(("z".repeat(998) + "\r\n").repeat(64));
                }
            }
        }
    }

    /** Content behind DATA, before it was asked for. */
    static void contentBeforeItsTime(Stranger stranger) throws IOException {
        try (ScriptedSmtpClient client = stranger.greeted()) {
            client.command("MAIL FROM:<early@silent4.test>");
            client.command("RCPT TO:<u1@example.test>");
            client.send("DATA\r\nSubject: early\r\n\r\nearly\r\n.\r\n");
            client.reply();
            client.reply();
        }
    }

    /** Line ends that are none, octets that are none, addresses that are none. */
    static void malformed(Stranger stranger) throws IOException {
        String[] contents = {
            "From: <a@b.test>\nSubject: bare\n\n.\n",
            "From: \u0000\r\n\r\nNUL\r\n.\r\n",
            "\r.\r\r\n.\r\n",
            "From: " + "(".repeat(5_000) + "\r\n\r\ndeep\r\n.\r\n",
            "From: " + "<a@b.test>,".repeat(2_000) + "\r\n\r\n.\r\n"
        };
        send(stranger, contents[stranger.random().nextInt(contents.length)]);
    }

    private static void send(Stranger stranger, String content) throws IOException {
        try (ScriptedSmtpClient client = stranger.greeted()) {
            if (envelope(client)) {
                client.send(content);
                client.reply();
            }
        }
        stranger.rest(50);
    }

    private static boolean envelope(ScriptedSmtpClient client) throws IOException {
        return client.command("MAIL FROM:<a@silent5.test>").isPositive()
                && client.command("RCPT TO:<u1@example.test>").isPositive()
                && client.command("DATA").code() == 354;
    }

    private static void content(ScriptedSmtpClient client, String content) throws IOException {
        Reply data = client.command("DATA");
        if (data.code() == 354) {
            client.send(content);
            client.reply();
        }
    }
}
