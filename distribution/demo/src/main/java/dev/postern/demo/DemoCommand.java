package dev.postern.demo;

import com.google.common.io.Closer;
import java.io.IOException;
import java.io.PrintWriter;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Shows what the gateway does, on real messages: starts one between little mail servers on loopback, sends six messages,
 * and prints what became of each with its proof.
 */
@Command(
        name = "demo",
        description =
                "Start a temporary gateway and small mail servers on this machine, send six messages, and show the"
                        + " outcome of each, with evidence.",
        mixinStandardHelpOptions = true,
        exitCodeOnInvalidInput = 64,
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:every message had the expected outcome",
            "1:a message had another outcome; the table says which",
            "64:invalid command line"
        })
public final class DemoCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Option(names = "--keep", description = "Keep the demo's configuration, certificates and the gateway's log.")
    private boolean keep;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /** Ctrl-C: what is found out from then on says nothing of the gateway. */
    private volatile boolean stopped;

    @Override
    public Integer call() throws InterruptedException {
        var closer = Closer.create();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            stopped = true;
            close(closer);
        }));
        try {
            return show(closer) ? 0 : 1;
        } catch (IOException | GeneralSecurityException e) {
            print(e.getMessage() + "\n");
            return 1;
        } finally {
            close(closer);
        }
    }

    private boolean show(Closer closer) throws IOException, GeneralSecurityException, InterruptedException {
        long begin = System.nanoTime();
        var files = DemoFiles.create();
        closer.register(() -> {
            if (!keep) {
                files.delete();
            }
        });
        var certificates = new DemoCertificates(Clock.systemUTC());
        var site = closer.register(DemoSite.open(certificates, DemoSite.freePort()));
        files.write(site, certificates);
        print(DemoText.before(site));
        var gateway = closer.register(DemoGateway.spawn(files));
        gateway.awaitReady();
        print(DemoText.ready(seconds(begin)));
        var table = new DemoTable(Ansi.AUTO);
        print(table.head());
        boolean asExpected = new DemoTrials(site, gateway::awaitDecision, PATIENCE).run(row -> print(table.row(row)));
        keep |= !asExpected && !stopped;
        print(DemoText.after(files, asExpected, keep, seconds(begin)));
        return asExpected;
    }

    private void print(String text) {
        if (!stopped) {
            PrintWriter out = spec.commandLine().getOut();
            out.print(text);
            out.flush();
        }
    }

    private static double seconds(long begin) {
        return Duration.ofNanos(System.nanoTime() - begin).toMillis() / 1000.0;
    }

    private static synchronized void close(Closer closer) {
        try {
            closer.close();
        } catch (IOException e) {
            System.err.println("Could not remove the files of the demo: " + e.getMessage());
        }
    }
}
