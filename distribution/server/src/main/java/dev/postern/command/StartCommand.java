package dev.postern.command;

import dev.postern.assembly.Gateway;
import dev.postern.config.ConfigurationException;
import dev.postern.gateway.Configuration;
import dev.postern.lifecycle.ExitStatus;
import dev.postern.lifecycle.StartFailure;
import dev.postern.log.LogFormat;
import dev.postern.log.StandardOutput;
import dev.postern.log.UnwrittenLog;
import dev.postern.pressure.BackPressure;
import dev.postern.reload.ControllingTerminal;
import dev.postern.reload.HangupSignal;
import dev.postern.text.Plural;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs the gateway in the foreground until it is told to stop ({@code postern start}). */
@Command(
        name = "start",
        description = "Start the gateway in the foreground; Ctrl-C or SIGTERM stops it, SIGHUP reloads.",
        mixinStandardHelpOptions = true,
        exitCodeOnInvalidInput = ExitStatus.USAGE,
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:stopped on request",
            "64:invalid command line",
            "69:an address or the data directory is not available",
            "70:internal error",
            "74:the queue on disk is damaged, and the disk has no room to set it aside",
            "78:invalid configuration; all its problems are listed"
        })
final class StartCommand implements Callable<Integer> {
    @Option(
            names = "--conf",
            paramLabel = "DIR",
            description = "Directory of gateway.yaml and partners.yaml (default: ${DEFAULT-VALUE}).",
            defaultValue = "${env:POSTERN_CONF:-conf}")
    private Path conf = Path.of("conf");

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Directory for queued mail and other data (default: ${DEFAULT-VALUE}).",
            defaultValue = "${env:POSTERN_DATA:-var}")
    private Path data = Path.of("var");

    private static final Logger LOGGER = LoggerFactory.getLogger(StartCommand.class);

    private final Map<String, String> environment = System.getenv();

    @Override
    public Integer call() throws InterruptedException {
        Path confDirectory = conf.toAbsolutePath().normalize();
        Path dataDirectory = data.toAbsolutePath().normalize();
        Gateway running;
        try {
            running = Gateway.start(confDirectory, dataDirectory, environment);
        } catch (ConfigurationException e) {
            System.err.println(e.getMessage());
            System.err.println("The configuration in " + confDirectory + " has " + count(e) + ". Nothing was opened.");
            return ExitStatus.CONFIGURATION;
        } catch (StartFailure e) {
            System.err.println(e.getMessage());
            return e.exitStatus();
        }
        var stopped = new CountDownLatch(1);
        var status = new AtomicInteger(ExitStatus.STOPPED);
        Systemd supervisor = Systemd.ofThisProcess();
        var terminal = ControllingTerminal.ofThisProcess();
        Runtime.getRuntime()
                .addShutdownHook(
                        new Thread(() -> stop(running, dataDirectory, supervisor, stopped, status), "shutdown"));
        Runnable reload = running.reload(environment);
        HangupSignal.handle(() -> {
            if (terminal.hasHungUp()) {
                System.exit(ExitStatus.STOPPED); // whoever closes the terminal of a gateway in the foreground ends it
            }
            reload.run();
        });
        try {
            report(running, supervisor, confDirectory, dataDirectory);
            UnwrittenLog.report(dataDirectory);
        } catch (RuntimeException | Error e) {
            status.set(ExitStatus.SOFTWARE); // nobody has asked for the stop that follows
            throw e;
        }
        stopped.await();
        return ExitStatus.STOPPED;
    }

    private void report(Gateway gateway, Systemd supervisor, Path confDirectory, Path dataDirectory) {
        BackPressure pressure = gateway.pressure();
        StartupReport.lines(
                        gateway.configuration(),
                        Configuration.variables(environment),
                        gateway.domains().get(),
                        gateway.partners().current(),
                        gateway.tls().certificate(),
                        confDirectory,
                        dataDirectory,
                        pressure.refusal())
                .forEach(this::say);
        Supplier<String> state = () -> StartupReport.state(gateway.configuration(), pressure.refusal());
        pressure.onChange(() -> supervisor.changed(state));
        supervisor.ready(state);
    }

    /**
     * Prints a line, in the format of the log if that is JSON: a program that collects the log must be able to parse
     * every line.
     */
    private void say(String line) {
        if (LogFormat.of(environment) == LogFormat.JSON) {
            LOGGER.info("{}", line.strip());
        } else {
            StandardOutput.print(line);
        }
    }

    private void stop(
            Gateway running, Path dataDirectory, Systemd supervisor, CountDownLatch stopped, AtomicInteger status) {
        say("Stopping: accepting no new mail, finishing messages in hand.");
        supervisor.stopping();
        running.stop(!isCalledByTheProgram());
        say("Stopped.");
        if (!StandardOutput.flush()) {
            UnwrittenLog.save(dataDirectory, StandardOutput.lines().unwrittenDecisions());
        }
        stopped.countDown();
        // The JVM would end with 143 although all went as asked; supervisors take that for a failure.
        Runtime.getRuntime().halt(status.get());
    }

    /** Returns whether a thread of this process called {@code System.exit}, and no signal arrived. */
    private static boolean isCalledByTheProgram() {
        return Thread.getAllStackTraces().values().stream()
                .flatMap(Stream::of)
                .anyMatch(frame -> frame.getClassName().equals("java.lang.Runtime")
                        && frame.getMethodName().equals("exit"));
    }

    private static String count(ConfigurationException e) {
        return Plural.of(e.problems().size(), "problem");
    }
}
