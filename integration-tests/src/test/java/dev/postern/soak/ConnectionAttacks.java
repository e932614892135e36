package dev.postern.soak;

import dev.postern.testing.smtp.ScriptedSmtpClient;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Attacks on sockets, slots, handshakes and commands. */
final class ConnectionAttacks {
    private static final int CONNECTIONS = 250;
    private static final int MOST_OCTETS = 64 * 1024 * 1024;
    private static final int STEPS = 20;

    private ConnectionAttacks() {}

    /** Sends commands without end and reads no reply. */
    static void unreadReplies(Stranger stranger) throws IOException {
        byte[] commands = "EHLO x\r\nNOOP\r\nRSET\r\n".repeat(100).getBytes(StandardCharsets.US_ASCII);
        try (Socket socket = stranger.unread()) {
            OutputStream out = socket.getOutputStream();
            // A gateway that no longer reads blocks the write; the watchdog ends it.
            var watchdog = new Watchdog(socket, stranger);
            for (int sent = 0; sent < MOST_OCTETS && stranger.goesOn(); sent += commands.length) {
                out.write(commands);
            }
            watchdog.cancel();
        }
    }

    /** Takes as many slots as there are for this address and its neighbours, and holds them with a window of a few octets. */
    static void hoardedSlots(Stranger stranger) throws IOException {
        List<Socket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < CONNECTIONS && stranger.goesOn(); i++) {
                sockets.add(stranger.neighbour().unread());
            }
            stranger.rest(10_000);
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    /** Sends an octet at a time, first of a command and then of content. */
    static void drippedOctets(Stranger stranger) throws IOException {
        try (ScriptedSmtpClient client = stranger.greeted()) {
            drip(stranger, client, "MAIL FROM:<drip@silent1.test>\r\n");
            client.command("RCPT TO:<u1@example.test>");
            client.command("DATA");
            drip(stranger, client, "Subject: one octet after the other, and never the end of it");
        }
    }

    private static void drip(Stranger stranger, ScriptedSmtpClient client, String text) throws IOException {
        for (int i = 0; i < text.length() && i < STEPS && stranger.goesOn(); i++) {
            client.send(text.substring(i, i + 1));
            stranger.rest(250);
        }
        client.send(text.substring(Math.min(STEPS, text.length())));
    }

    /** Says STARTTLS and begins no handshake, or begins one that is none. */
    static void abandonedHandshakes(Stranger stranger) throws IOException {
        List<ScriptedSmtpClient> clients = new ArrayList<>();
        try {
            for (int i = 0; i < 10 && stranger.goesOn(); i++) {
                ScriptedSmtpClient client = stranger.greeted();
                clients.add(client);
                client.command("STARTTLS");
                if (stranger.random().nextBoolean()) {
                    client.send("\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003");
                }
            }
            stranger.rest(5_000);
        } finally {
            for (ScriptedSmtpClient client : clients) {
                client.close();
            }
        }
    }

    /** Shakes hands again and again: each costs the gateway a signature. */
    static void manyHandshakes(Stranger stranger) throws IOException {
        for (int i = 0; i < 20 && stranger.goesOn(); i++) {
            try (ScriptedSmtpClient client = stranger.secured()) {
                client.send("QUIT\r\n");
            }
        }
    }

    /** Connects and goes, without a word. */
    static void connectAndGo(Stranger stranger) throws IOException {
        for (int i = 0; i < 100 && stranger.goesOn(); i++) {
            try (Socket socket = stranger.unread()) {
                socket.setSoLinger(stranger.random().nextBoolean(), 0);
            }
        }
    }

    /** Says what brings no mail, and reads each reply. */
    static void junkCommands(Stranger stranger) throws IOException {
        String[] junk = {"NOOP", "RSET", "HELP", "VRFY u1", "EHLO again.test", "XYZZY", ""};
        try (ScriptedSmtpClient client = stranger.greeted()) {
            for (int i = 0; i < 500 && stranger.goesOn(); i++) {
                client.command(junk[stranger.random().nextInt(junk.length)]);
            }
        }
    }
}
