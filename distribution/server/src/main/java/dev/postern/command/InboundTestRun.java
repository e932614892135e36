package dev.postern.command;

import dev.postern.api.AdminPaths;
import dev.postern.api.InboundTestProgress;
import dev.postern.api.InboundTestProgress.Event;
import dev.postern.api.InboundTestProgress.Fact;
import dev.postern.api.InboundTestRequest;
import dev.postern.api.IssuedInboundTest;
import dev.postern.api.Json;
import dev.postern.lifecycle.ExitStatus;
import java.io.PrintStream;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Asks the running gateway for an inbound test, and shows live what happens ({@code postern probe --inbound}). */
final class InboundTestRun {
    private static final long POLL_MILLIS = 500;

    private final AdminClient gateway;
    private final PrintStream out;
    private final boolean json;
    private final Clock clock;

    /** @param json whether each event is one line of JSON */
    InboundTestRun(AdminClient gateway, PrintStream out, boolean json, Clock clock) {
        this.gateway = gateway;
        this.out = out;
        this.json = json;
        this.clock = clock;
    }

    /**
     * Issues the test and, if asked to, waits for its end.
     *
     * @return the exit status: the rule holds, falls short, or nothing came
     */
    int run(InboundTestRequest request, boolean wait) throws InterruptedException {
        return gateway.post(AdminPaths.INBOUND_TESTS, request, IssuedInboundTest.class, issued -> {
            show(issued);
            return wait ? follow(issued) : ExitStatus.STOPPED;
        });
    }

    private int follow(IssuedInboundTest issued) throws InterruptedException {
        var shown = new Shown();
        int status = ExitStatus.STOPPED;
        while (status == ExitStatus.STOPPED && !shown.finished) {
            status = gateway.get(
                    AdminPaths.INBOUND_TEST.replace("{name}", issued.id()) + "?" + AdminPaths.AFTER + "=" + shown.last,
                    InboundTestProgress.class,
                    progress -> {
                        progress.events().forEach(this::show);
                        shown.add(progress);
                        return ExitStatus.STOPPED;
                    });
            if (!shown.finished) {
                TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
            }
        }
        return status == ExitStatus.STOPPED ? end(shown) : status;
    }

    /** How much of a test was shown. */
    private static final class Shown {
        private long last;
        private boolean attempts;
        private boolean finished;
        private InboundTestProgress.State state = InboundTestProgress.State.WAITING;

        void add(InboundTestProgress progress) {
            for (Event event : progress.events()) {
                last = event.number();
                attempts |= event.kind().startsWith("mail-");
            }
            finished = progress.finished();
            state = progress.state();
        }
    }

    private int end(Shown shown) {
        return switch (shown.state) {
            case KEPT ->
                ended("The rule holds: mail from this partner arrives as agreed.", "holds", ExitStatus.STOPPED);
            case VIOLATED ->
                ended(
                        "The rule falls short: the message did not arrive as agreed.",
                        "falls-short",
                        ExitStatus.FALLS_SHORT);
            case WAITING, RECEIVED, EXPIRED ->
                shown.attempts
                        ? ended(
                                "The rule falls short: no message came, and mail from this partner was not as agreed.",
                                "falls-short",
                                ExitStatus.FALLS_SHORT)
                        : ended(
                                "No message came before the address expired.",
                                "nothing-came",
                                ExitStatus.COULD_NOT_TELL);
        };
    }

    private int ended(String text, String word, int status) {
        if (json) {
            show(new Event(0, clock.instant(), "finished", text, List.of(new Fact("result", word))));
        } else {
            out.println();
            out.println(text);
        }
        return status;
    }

    private void show(IssuedInboundTest issued) {
        String line = "Please send one message from an address in " + String.join(" or ", issued.senders()) + " to "
                + issued.address() + " before " + issued.expires().truncatedTo(ChronoUnit.SECONDS)
                + "; you will get a report of how it arrived.";
        if (json) {
            show(new Event(
                    0,
                    clock.instant(),
                    "issued",
                    line,
                    List.of(
                            new Fact("id", issued.id()),
                            new Fact("address", issued.address()),
                            new Fact("expires", issued.expires().toString()))));
            return;
        }
        out.println("Test address for partner " + issued.partner() + ":");
        out.println();
        out.println("  " + issued.address());
        out.println();
        out.println("It accepts one message of at most 64 KiB. Tell the partner:");
        out.println();
        out.println(line);
        out.println();
    }

    private void show(Event event) {
        if (json) {
            out.print(Json.write(event));
            out.flush();
            return;
        }
        out.println(event.time().truncatedTo(ChronoUnit.SECONDS) + "  " + event.text());
        event.facts().forEach(fact -> out.println("    " + fact.name() + ": " + fact.value()));
    }
}
