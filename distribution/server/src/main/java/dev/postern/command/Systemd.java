package dev.postern.command;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notifies systemd of the gateway's state (sd_notify(3), {@code Type=notify}); does nothing if systemd did not start
 * the gateway. Runs {@code systemd-notify(1)}, because Java has no datagram sockets of the Unix domain. Any thread;
 * what one thread tells has arrived before another is heard, and nothing follows the stop.
 */
final class Systemd {
    private static final Logger LOGGER = LoggerFactory.getLogger(Systemd.class);
    private static final long SECONDS = 5;
    private static final String NOTIFY = "systemd-notify";

    private final Optional<String> socket;
    private final String command;
    private boolean ready; // guarded by this
    private boolean stopping; // guarded by this

    /** @param command what tells systemd: {@code systemd-notify}, or what stands in for it */
    Systemd(Optional<String> socket, String command) {
        this.socket = socket;
        this.command = command;
    }

    /** Returns the systemd that started this process, if any. */
    static Systemd ofThisProcess() {
        return new Systemd(Optional.ofNullable(System.getenv("NOTIFY_SOCKET")), NOTIFY);
    }

    /**
     * Reports that the gateway is ready, unless it has begun to stop.
     *
     * @param status for who asks {@code systemctl status}; one line. It is asked for when nothing else is being told, so
     *     that the last word is the newest
     */
    synchronized void ready(Supplier<String> status) {
        if (stopping) {
            return; // systemd would take a gateway that ends for one that runs
        }
        ready = true;
        tell("READY=1", "STATUS=" + status.get());
    }

    /** Reports a changed status; does nothing before {@link #ready}. As there. */
    synchronized void changed(Supplier<String> status) {
        if (ready && !stopping) {
            tell("STATUS=" + status.get());
        }
    }

    /** Reports that the gateway has begun to stop. */
    synchronized void stopping() {
        stopping = true;
        tell("STOPPING=1", "STATUS=Accepting no new mail, finishing messages in hand");
    }

    private void tell(String... assignments) {
        if (socket.isEmpty()) {
            return;
        }
        var words = new ArrayList<>(List.of(command));
        words.addAll(List.of(assignments));
        var notify = new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(Redirect.INHERIT)
                .redirectInput(Redirect.INHERIT);
        notify.environment().put("NOTIFY_SOCKET", socket.get());
        try {
            Process process = notify.start();
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                LOGGER.warn("Could not notify systemd of {}: systemd-notify hangs", assignments[0]);
            } else if (process.exitValue() != 0) {
                LOGGER.warn(
                        "Could not notify systemd of {}: systemd-notify exited with {}",
                        assignments[0],
                        process.exitValue());
            }
        } catch (IOException e) {
            LOGGER.warn("Could not notify systemd of {}: {}", assignments[0], e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
