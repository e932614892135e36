package dev.postern.delivery;

import static dev.postern.delivery.Attempting.MAY;
import static dev.postern.delivery.Attempting.RECIPIENT;
import static dev.postern.delivery.Attempting.SENDER;
import static dev.postern.delivery.Attempting.deliver;
import static dev.postern.delivery.Attempting.delivered;
import static dev.postern.delivery.Attempting.hosts;
import static dev.postern.delivery.Attempting.message;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.attempt.AttemptOutcome;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.apache.mailet.Mail;
import org.junit.jupiter.api.Test;

class NestedMessageTest {
    /** Six thousand layers fill the stack that threads have by default; fewer fill a small one, and sooner. */
    private static final int LAYERS = 1500;

    private static final int SMALL_STACK = 200 * 1024;

    @Test
    void aMessageOfThousandsOfLayersIsSentAndEndsNoThread() throws Exception {
        Mail mail = message(nested(), SENDER, RECIPIENT);
        try (var server = new ScriptedSmtpServer()) {
            var attempt = new FutureTask<Attempting.Outcomes>(() -> deliver(mail, MAY, hosts(server)));
            new Thread(null, attempt, "small stack", SMALL_STACK).start();

            AttemptOutcome outcome = attempt.get(60, TimeUnit.SECONDS).get(RECIPIENT);

            delivered(outcome);
            assertThat(server.messages()).hasSize(1);
        }
    }

    private static String nested() {
        var text = new StringBuilder("From: " + SENDER + "\r\nMIME-Version: 1.0\r\n");
        for (int layer = 0; layer < LAYERS; layer++) {
            text.append("Content-Type: multipart/mixed; boundary=b" + layer + "\r\n\r\n--b" + layer + "\r\n");
        }
        text.append("Content-Type: text/plain; charset=UTF-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n\u00e9\r\n");
        for (int layer = LAYERS - 1; layer >= 0; layer--) {
            text.append("--b" + layer + "--\r\n");
        }
        return text.toString();
    }
}
