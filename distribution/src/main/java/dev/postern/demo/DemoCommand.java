package dev.postern.demo;

import com.google.common.io.Closer;
import java.io.IOException;
import java.io.PrintWriter;
import java.security.GeneralSecurityException;
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
        description = {
            "Start a throw-away gateway between little mail servers on this machine and show what it does with six"
                    + " messages."
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {"0:everything came out as promised", "1:something did not; the table says what"})
public final class DemoCommand implements Callable<Integer> {
    @Option(
            names = "--keep",
            description = "Keep the directory with the demo's configuration, certificates and the gateway's log.")
    private boolean keep;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        var closer = Closer.create();
        // Ctrl-C in the middle leaves nothing behind either.
        var hook = new Thread(() -> close(closer));
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            return show(out, closer) ? 0 : 1;
        } catch (IOException | GeneralSecurityException e) {
            out.println(e.getMessage());
            return 1;
        } finally {
            close(closer);
            out.flush();
            Runtime.getRuntime().removeShutdownHook(hook);
        }
    }

    private boolean show(PrintWriter out, Closer closer)
            throws IOException, GeneralSecurityException, InterruptedException {
        long begin = System.nanoTime();
        var site = closer.register(DemoSite.open(keep));
        out.println(DemoWords.before(site));
        out.flush();
        var gateway = closer.register(DemoGateway.spawn(site));
        gateway.awaitReady();
        out.printf("Ready after %.1f s.%n%n", seconds(begin));
        var table = new DemoTable(Ansi.AUTO);
        out.print(table.head());
        out.flush();
        boolean asPromised = new DemoTrials(site, gateway).run(row -> {
            out.print(table.row(row));
            out.flush();
        });
        out.println(DemoWords.after(site, asPromised, keep, seconds(begin)));
        return asPromised;
    }

    private static double seconds(long begin) {
        return Duration.ofNanos(System.nanoTime() - begin).toMillis() / 1000.0;
    }

    private static synchronized void close(Closer closer) {
        try {
            closer.close();
        } catch (IOException e) {
            System.err.println("The demo did not clean up after itself: " + e.getMessage());
        }
    }
}
