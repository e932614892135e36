package dev.postern.soak;

import dev.postern.testing.gateway.Site;
import dev.postern.testing.smtp.Letter;
import dev.postern.testing.smtp.ScriptedSmtpClient;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Our own server's mail to domains whose servers never answer, one message to the next domain at each step. */
final class SilentMail implements AutoCloseable {
    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final int port;
    private final Thread thread = new Thread(this::run, "silent-mail");
    private volatile boolean ended;

    SilentMail(int port) {
        this.port = port;
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        for (int domain = 0; !ended; domain = (domain + 1) % SoakSite.SILENT_DOMAINS) {
            try (ScriptedSmtpClient client = ScriptedSmtpClient.greeted(Site.INSIDE, port)) {
                client.mail("news@example.test", "reader@silent" + domain + ".test", Letter.from("news@example.test"));
            } catch (IOException e) {
                // the next one is sent all the same
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    @Override
    public void close() {
        ended = true;
        LockSupport.unpark(thread);
    }
}
